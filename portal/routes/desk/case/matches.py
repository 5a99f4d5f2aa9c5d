"""Staff match an applicant to the register."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.settle_match import Candidate, compare, look_up, may_settle, question_of, settle_match
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.residents.register_matches import OPEN
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of

router = Router("staff", prefix="/desk/{receipt:receipt_number}/match", access=staff("reviewer", "approver"))


@router.get("")
def show(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt, "review")
        row, card = question_of(unit, case)
    if row.state != OPEN:
        return see(request, f"/desk/{case.row.receipt_number}")
    entries = look_up(installation.register, card)
    shown = compare(installation.form_key, case, card, entries) if may_settle(signed, case, entries) else None
    return _page(request, case, shown, case.row.revision)


@router.post("")
def settle(request: Request, receipt: str, posted: Post) -> Response:
    installation, chosen, reason = installation_of(request), first(posted, "who"), first(posted, "reason")
    with installation.database.change() as unit:
        _, case = look_at(request, unit, receipt, "review")
        _, card = question_of(unit, case)
    entries = look_up(installation.register, card)

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        problem = settle_match(installation, unit, signed, case, entries, chosen, reason)
        if not problem:
            return None
        shown = compare(installation.form_key, case, card, entries)
        return _page(request, case, shown, revision, problem=problem, chosen=chosen, reason=reason)

    return act(request, receipt, posted, do, did="match", words=[("理由", reason)])


def _page(
    request: Request, case: Case, shown: Sequence[Candidate] | None, revision: int, *, problem: str = "",
    chosen: str = "", reason: str = "",
) -> Response:  # fmt: skip
    # `shown` None: it has a protected person whom this member may not see.
    context = {
        "receipt_number": case.row.receipt_number, "candidates": shown, "revision": revision, "problem": problem,
        "chosen": chosen, "reason": reason,
        "problems": [(problem, "match-reason" if "理由" in problem else "match-who")] if problem else [],
    }  # fmt: skip
    return render(request, "pages/desk/match.html", context, wrong=problem)
