from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.cases import Case
from portal.services.desk.case.reopen_decision import GROUNDS, MOST_SIGNS, may_reopen, read_reopening, reopen_decision
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/desk", access=staff("reviewer", "approver"))
_HERE = "/{receipt:receipt_number}/reopen"
_MESSAGES = {
    "no_ground": "何のためかを選んでください。",
    "no_words": "申請した人に伝える理由を書いてください。",
    "too_long": f"理由は、{MOST_SIGNS}字までにしてください。",
}
_BOXES = ("ground", "words")


@router.get(_HERE)
def show(request: Request, receipt: str) -> Response:
    with installation_of(request).database.change() as unit:
        _, case = look_at(request, unit, receipt, "review")
        if not may_reopen(case):
            raise NotFound("decision")
    typed = {"ground": request.query_params.get("ground", ""), "words": ""}
    return _page(request, case, typed, {})


def _page(
    request: Request, case: Case, typed: Mapping[str, str], wrong: Mapping[str, str], *, confirming: bool = False
) -> Response:
    messages = {box: _MESSAGES[key] for box, key in wrong.items()}
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": case.row.revision,
        "typed": typed, "grounds": GROUNDS, "wrong": messages, "confirming": confirming,
        "problems": [(sentence, box) for box, sentence in messages.items()],
    }  # fmt: skip
    return render(request, "pages/desk/reopen.html", context, wrong=wrong)


@router.post(_HERE)
def reopen(request: Request, receipt: str, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in _BOXES}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> Response | None:
        wrong = read_reopening(**typed)
        if wrong or first(posted, "confirmed") != "yes":
            return _page(request, case, typed, wrong, confirming=not wrong)
        reopen_decision(installation, unit, signed, case, revision, **typed)
        return None

    return act(request, receipt, posted, do, right="review", did="reopen", words=(("理由", typed["words"]),))
