"""A correction's later due day."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.correction import open_return
from portal.services.desk.case.extend_correction import extend_correction, later_due, read_extension
from portal.services.desk.case.return_for_correction import MOST_SIGNS
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.desk.corrections import CorrectionRow
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", prefix="/desk/{receipt:receipt_number}/extend", access=staff("reviewer", "approver"))

_MESSAGES = {
    "no_day": "新しい期限を、日付で入れてください。例：2026-12-18",
    "too_early": "新しい期限は、今日と今の期限よりあとの日にしてください。",
    "too_late": "新しい期限は、今日から1年のうちの日にしてください。",
    "no_reason": "延ばす理由を書いてください。申請した人に見えます。",
    "too_long": f"理由を、{MOST_SIGNS}字までにしてください。",
}


@router.get("")
def show(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        _, case = look_at(request, unit, receipt, "review")
        waiting = open_return(unit, case)
    return _page(request, case, waiting, later_due(installation, waiting).isoformat(), "", case.row.revision)


@router.post("")
def extend(request: Request, receipt: str, posted: Post) -> Response:
    due, reason = first(posted, "due"), first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        waiting = open_return(unit, case)
        wanted = read_extension(installation.clock, waiting, due, reason)
        if wanted.mistakes:
            return _page(request, case, waiting, due, reason, revision, wanted.mistakes)
        extend_correction(installation, unit, signed, case, revision, wanted)
        return None

    return act(request, receipt, posted, do, right="review", did="extend", words=[("延ばす理由", reason)])


def _page(
    request: Request, case: Case, waiting: CorrectionRow, due: str, reason: str, revision: int,
    mistakes: tuple[tuple[str, str], ...] = (),
) -> Response:  # fmt: skip
    wrong = {box: _MESSAGES[key] for box, key in mistakes}
    context = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "until": waiting.due,
        "due": due,
        "reason": reason,
        "revision": revision,
        "wrong": wrong,
        "problems": [(sentence, box) for box, sentence in wrong.items()],
    }
    return render(request, "pages/desk/extend.html", context, wrong=mistakes)
