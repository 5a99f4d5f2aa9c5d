"""支援措置, 秘匿: only for staff with the right."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.own_case import demand_not_own
from portal.services.residents.mark_protected import lift_protected, mark_protected
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act
from portal.web.shared.access import staff
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router

router = Router("staff", access=staff("clerk", "reviewer", "approver", "exporter", "auditor", beside="protected"))


@router.post("/desk/{receipt:receipt_number}/protect")
def mark(request: Request, receipt: str, posted: Post) -> Response:
    chosen, reason = tuple(posted.get("person", ())), first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> None:
        demand_not_own(installation, unit, signed, case)
        mark_protected(installation, unit, signed, case, revision, chosen, reason)

    return act(request, receipt, posted, do, did="protect")


@router.post("/desk/{receipt:receipt_number}/unprotect")
def unmark(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> None:
        demand_not_own(installation, unit, signed, case)
        lift_protected(installation, unit, signed, case, revision)

    return act(request, receipt, posted, do, did="unprotect")
