"""Who of the register filed: card and register side by side, and a member of staff says."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.settle_match import Candidate, compare, look_up, may_settle, question_of, settle_match
from portal.store.register_matches import OPEN
from portal.web.case_act import act, look_at
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/{receipt:receipt_number}/match")


@router.get("")
def show(request: Request, receipt: str) -> Response:
    """The register is asked while no unit is open."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        row, card = question_of(unit, case)
        unit.commit()
    if row.state != OPEN:
        return see(request, f"/desk/{case.row.receipt_number}")
    found = look_up(installation, card)
    shown = compare(installation, case, card, found) if may_settle(signed, case, found) else None
    return _page(request, case, shown, case.row.revision)


@router.post("")
def settle(request: Request, receipt: str, posted: Post) -> Response:
    installation, chosen, reason = installation_of(request), first(posted, "who"), first(posted, "reason")
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        _, card = question_of(unit, case)
        unit.commit()
    found = look_up(installation, card)

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        problem = settle_match(installation, unit, signed, case, found, chosen, reason)
        if not problem:
            return None
        shown = compare(installation, case, card, found)
        return _page(request, case, shown, revision, problem=problem, chosen=chosen, reason=reason)

    return act(request, receipt, posted, do, did="match", words=[("わけ", reason)])


def _page(
    request: Request, case: Case, shown: Sequence[Candidate] | None, revision: int, *, problem: str = "",
    chosen: str = "", reason: str = "",
) -> Response:  # fmt: skip
    """`shown` None: somebody of them is protected, and this member may not see them."""
    context = {
        "receipt_number": case.row.receipt_number, "candidates": shown, "revision": revision, "problem": problem,
        "chosen": chosen, "reason": reason,
        "problems": [(problem, "match-reason" if "わけ" in problem else "match-who")] if problem else [],
    }  # fmt: skip
    return render(request, "pages/desk/match.html", context, status=422 if problem else 200)
