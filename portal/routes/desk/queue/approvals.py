"""決裁, with a line per case."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.services.desk.case.settle_outcome import MOST_REASON
from portal.services.desk.queue.approve_in_bulk import MOST, Approval, approval_lines, approve_in_bulk
from portal.services.shared.receipt_number import read
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member

router = Router("staff", prefix="/desk/approvals", access=staff("approver"))

_NO_REASON = f"差し戻す理由を、{MOST_REASON}字までで書いてください。"
_NONE = "決裁する申請を、1件以上選んでください。"


@router.post("")
def approve(request: Request, posted: Post) -> Response:
    """Without `act`: the page with the chosen proposals, or all that were listed."""
    installation, act, reason = installation_of(request), first(posted, "act"), first(posted, "reason").strip()
    approvals = _approvals(posted)
    with installation.database.change() as unit:
        signed = member(request, unit)
        signed.demand_duties("approve", installation.city.duties)
    problem = ""
    if act:
        problem = _problem(act, reason, approvals)
        if not problem:
            lines = list(approve_in_bulk(installation, signed, approvals, reason if act == "back" else ""))
            done, failed = [line for line in lines if line.done], [line for line in lines if not line.done]
            words = "差戻し" if act == "back" else "決裁"
            return render(
                request,
                "pages/desk/bulk_done.html",
                {"act_words": words, "done": done, "failed": failed},
            )
    with installation.database.change() as unit:
        shown = approval_lines(installation, unit, signed, _numbers(posted)[:MOST])
    ticked = (
        {approval.receipt_number for approval in approvals} if act else {line.approval.receipt_number for line in shown}
    )
    context = {
        "lines": shown,
        "ticked": ticked,
        "reason": reason,
        "undo": installation.settings.undo,
        "problems": [(problem, "reason" if act == "back" and approvals else "approve")] if problem else [],
        "wrong_reason": problem == _NO_REASON,
    }
    return render(request, "pages/desk/approvals.html", context, wrong=problem)


def _problem(act: str, reason: str, approvals: Sequence[Approval]) -> str:
    if not approvals:
        return _NONE
    return _NO_REASON if act == "back" and not 0 < len(reason) <= MOST_REASON else ""


def _approvals(posted: Posted) -> tuple[Approval, ...]:
    chosen = {}
    for box in posted.get("approval", []):
        number, _, decision = box.partition(":")
        receipt = read(number)
        if receipt is not None and decision.isascii() and decision.isdigit() and len(decision) < 19:
            chosen[receipt] = Approval(receipt, int(decision))
    return tuple(chosen.values())


def _numbers(posted: Posted) -> tuple[str, ...]:
    marked = [box.partition(":")[0] for box in posted.get("case", [])] or posted.get("listed", [])
    return tuple(dict.fromkeys(number for number in map(read, marked) if number is not None))
