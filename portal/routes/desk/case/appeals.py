"""審査請求 or a lawsuit, and its result."""

from collections.abc import Mapping
from dataclasses import asdict, fields

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.cases import Case
from portal.services.desk.case.note_appeal import (
    KINDS_OF,
    MOST_SIGNS,
    RESULTS,
    AppealForm,
    appeal_of,
    may_object,
    note_appeal,
    read_appeal,
    read_end,
    settle_appeal,
)
from portal.services.notices.appeal_words import body_of_appeal
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", prefix="/desk", access=staff("reviewer", "approver"))
_HERE = "/{receipt:receipt_number}/appeals"
_APPEAL = f"{_HERE}/{{appeal:row_number}}"
_MESSAGES = {
    "no_kind": "種類を選んでください。",
    "no_day": "出された日を、申請が届いた日から今日までの日付で入れてください。例：2026-11-20",
    "no_receipt": "届いた日を、出された日から今日までの日付で入れてください。例：2026-11-20",
    "not_known": "決定を知った日を、申請が届いた日から出された日までの日付で入れてください。わからないときは、空にしてください。",
    "no_who": f"申し立てた人を、{MOST_SIGNS}字までで入れてください。例：見本太郎（本人）",
    "no_body": f"出された先を、{MOST_SIGNS}字までで入れてください。例：見本県知事",
    "too_long": f"番号は、{MOST_SIGNS}字までにしてください。",
    "no_end": "終わった日を、出された日から今日までの日付で入れてください。例：2026-11-20",
    "no_result": "結果を選んでください。",
}
_BOXES = tuple(box.name for box in fields(AppealForm))
_ENDING = ("settled_on", "result")


@router.get(_HERE)
def show(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        _, case = look_at(request, unit, receipt, "review")
        if not may_object(case):
            raise NotFound("appeal")
    typed = asdict(AppealForm(body=body_of_appeal(installation, case))) | {"once": new_form()}
    return _page(request, case, typed, {})


def _page(
    request: Request, case: Case, typed: Mapping[str, str], wrong: Mapping[str, str], *, ending: int = 0
) -> Response:
    messages = {box: _MESSAGES[key] for box, key in wrong.items()}
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": case.row.revision,
        "typed": typed, "ending": ending, "kinds": KINDS_OF, "results": RESULTS, "wrong": messages,
        "problems": [(sentence, box) for box, sentence in messages.items()],
    }  # fmt: skip
    return render(request, "pages/desk/appeal.html", context, wrong=wrong)


@router.post(_HERE)
def note(request: Request, receipt: str, posted: Post) -> Response:
    form, once = AppealForm(**{box: first(posted, box) for box in _BOXES}), first(posted, "once")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> Response | None:
        appeal, wrong = read_appeal(installation.clock, case, form)
        if wrong:
            return _page(request, case, asdict(form) | {"once": once}, wrong)
        note_appeal(installation, unit, signed, case, appeal, once)
        return None

    return act(request, receipt, posted, do, right="review", did="appeal")


@router.get(_APPEAL)
def ending(request: Request, receipt: str, appeal: int) -> Response:
    with changing(request) as (_, unit):
        _, case = look_at(request, unit, receipt, "review")
        appeal_of(unit, case, appeal)
    return _page(request, case, dict.fromkeys(_ENDING, ""), {}, ending=appeal)


@router.post(_APPEAL)
def settle(request: Request, receipt: str, appeal: int, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in _ENDING}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> Response | None:
        row = appeal_of(unit, case, appeal)
        day, wrong = read_end(installation.clock, row, **typed)
        if wrong:
            return _page(request, case, typed, wrong, ending=appeal)
        settle_appeal(installation, unit, signed, case, row, day, typed["result"])
        return None

    return act(request, receipt, posted, do, right="review", did="appeal_settled")
