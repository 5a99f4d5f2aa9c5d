"""Before stating a ground, an auditor sees no answers."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.cases.audit_ground import state_audit_ground
from portal.services.cases.search_ground import LONGEST
from portal.services.shared.official_words import DOORS, STATES
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.web.desk.case_act import number_of
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member

router = Router("staff", prefix="/desk/{receipt:receipt_number}/ground", access=staff("auditor"))


@router.get("")
def ask(request: Request, receipt: str) -> Response:
    return _page(request, receipt)


@router.post("")
def state(request: Request, receipt: str, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        signed, row = _audited(request, unit, receipt)
        stated = state_audit_ground(installation, unit, signed, row, first(posted, "ground_words"))
    if stated:
        return see(request, f"/desk/{row.receipt_number}")
    return _page(request, receipt, "理由を書いてください。")


def _page(request: Request, receipt: str, problem: str = "") -> Response:
    with changing(request) as (installation, unit):
        signed, row = _audited(request, unit, receipt)
        procedure = installation.catalogue.version(unit, row.meaning)
        write_audit(installation, unit, signed.actor, "see facts of case", application_id=row.id)
    context = {
        "row": row, "procedure": procedure, "state": STATES[row.state], "door": DOORS[row.door], "longest": LONGEST,
        "problem": problem,
    }  # fmt: skip
    return render(request, "pages/desk/answers_ground.html", context, wrong=problem)


def _audited(request: Request, unit: Unit, receipt: str) -> tuple[Member, ApplicationRow]:
    # Raises NotFound.
    signed, row = member(request, unit), applications.by_number(unit, number_of(receipt))
    if row is None:
        raise NotFound("application")
    if not signed.may("audit", row.duty):
        raise NotYours("application")
    return signed, row
