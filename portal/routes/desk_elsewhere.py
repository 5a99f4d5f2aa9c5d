"""How many cases of the same person other sections have, asked for with a ground."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.cases import Case
from portal.services.count_elsewhere import count_elsewhere, may_count
from portal.services.state_ground import GROUNDS, LONGEST, OTHER, state_ground
from portal.web.case_act import look_at
from portal.web.page import render
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/{receipt:receipt_number}/elsewhere")


@router.get("")
def ask(request: Request, receipt: str) -> Response:
    with installation_of(request).database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        if not may_count(case):
            raise NotFound("elsewhere")
        unit.commit()
    return _page(request, case, None)


@router.post("")
def count(request: Request, receipt: str, posted: Post) -> Response:
    """Each time is a look of its own, with its ground."""
    installation, chosen = installation_of(request), first(posted, "ground")
    ground = state_ground(installation, chosen, first(posted, "ground_words"))
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        found = count_elsewhere(installation, unit, signed, case, ground) if ground else None
        unit.commit()
    return _page(request, case, found, "" if ground else "理由を選ぶか、書いてください。")


def _page(request: Request, case: Case, found: list[tuple[str, int]] | None, problem: str = "") -> Response:
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "found": found, "grounds": GROUNDS,
        "other": OTHER, "longest": LONGEST, "problem": problem,
    }  # fmt: skip
    return render(request, "pages/desk/elsewhere.html", context, status=422 if problem else 200)
