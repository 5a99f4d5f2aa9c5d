"""The form of a 口座振替."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.fees.print_debit_form import debit_form_content, print_debit_form
from portal.services.fees.record_debit import record_debit, take_debit_back
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import changing, demand_inside

router = Router("staff", prefix="/desk/{receipt:receipt_number}/debit", access=staff("reviewer", "approver"))


@router.post("/form")
def form(request: Request, receipt: str, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        demand_inside(request)
        signed.demand("review", case.row.duty)
        content = debit_form_content(installation, unit, case)
        write_audit(installation, unit, signed.actor, "print debit form", application_id=case.row.id)
    return pdf_answer(print_debit_form(installation, content), f"debit-{case.row.receipt_number}")


@router.post("/registered")
def registered(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> None:
        if case.row.revision != revision:
            raise Conflict("debit")
        record_debit(installation, unit, signed, case)

    return act(request, receipt, posted, do, right="review", did="debit")


@router.post("/registered/undo")
def undo(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        take_debit_back(installation, unit, signed, case)

    return act(request, receipt, posted, do, right="review", did="debit_back", wanted="登録の記録を取り消す")
