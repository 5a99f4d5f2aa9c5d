"""In other sections, audited with a ground."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.cases.cases import Case
from portal.services.cases.search_ground import GROUNDS, LONGEST, OTHER, state_ground
from portal.services.desk.queue.count_elsewhere import count_elsewhere
from portal.web.desk.case_act import look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/desk/{receipt:receipt_number}/elsewhere", access=staff("reviewer", "approver"))


@router.get("")
def ask(request: Request, receipt: str) -> Response:
    with installation_of(request).database.change() as unit:
        _, case = look_at(request, unit, receipt, "review")
    return _page(request, case, None)


@router.post("")
def count(request: Request, receipt: str, posted: Post) -> Response:
    installation, chosen = installation_of(request), first(posted, "ground")
    ground = state_ground(installation.keys, chosen, first(posted, "ground_words"))
    with installation.database.change() as unit:
        signed, case = look_at(request, unit, receipt, "review")
        counts = count_elsewhere(installation, unit, signed, case, ground) if ground else None
    return _page(request, case, counts, "" if ground else "理由を選ぶか、書いてください。")


def _page(request: Request, case: Case, counts: list[tuple[str, int]] | None, problem: str = "") -> Response:
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "counts": counts, "grounds": GROUNDS,
        "other": OTHER, "longest": LONGEST, "problem": problem,
    }  # fmt: skip
    return render(request, "pages/desk/elsewhere.html", context, wrong=problem)
