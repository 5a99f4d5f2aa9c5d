"""審査請求: that somebody objects to a decision or sues, and how it ended."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.note_appeal import (
    KINDS_OF,
    MOST_SIGNS,
    RESULTS,
    appeal_of,
    may_object,
    note_appeal,
    read_appeal,
    read_end,
    settle_appeal,
)
from portal.services.one_form import new_form
from portal.services.rights import Member
from portal.web.case_act import act, look_at
from portal.web.page import render
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk")
_HERE = "/{receipt:receipt_number}/appeals"
_ONE = f"{_HERE}/{{appeal:row_number}}"
_SAID = {
    "no_kind": "種類を選んでください。",
    "no_day": "出された日を、申請が届いた日から今日までの日付で入れてください。例：2026-11-20",
    "no_body": f"出された先を、{MOST_SIGNS}字までで入れてください。例：見本県知事",
    "too_long": f"番号は、{MOST_SIGNS}字までにしてください。",
    "no_end": "終わった日を、出された日から今日までの日付で入れてください。例：2026-11-20",
    "no_result": "結果を選んでください。",
}
_NOTING, _ENDING = ("kind", "filed_on", "body", "number", "once"), ("settled_on", "result")


@router.get(_HERE)
def show(request: Request, receipt: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        if not may_object(case):
            raise NotFound("appeal")
        unit.commit()
    appeal = case.procedure.appeal
    typed = dict.fromkeys(_NOTING, "") | {"body": appeal.body if appeal else "", "once": new_form()}
    return _page(request, case, typed, {})


def _page(
    request: Request, case: Case, typed: Mapping[str, str], wrong: Mapping[str, str], *, ending: int = 0
) -> Response:
    """`ending`: the number of the one that ends; 0 for a new one."""
    said = {box: _SAID[key] for box, key in wrong.items()}
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": case.row.revision,
        "typed": typed, "ending": ending, "kinds": KINDS_OF, "results": RESULTS, "wrong": said,
        "problems": [(sentence, box) for box, sentence in said.items()],
    }  # fmt: skip
    return render(request, "pages/desk/appeal.html", context, status=422 if wrong else 200)


@router.post(_HERE)
def note(request: Request, receipt: str, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in _NOTING}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        told = {box: typed[box] for box in ("kind", "body", "number")}
        day, wrong = read_appeal(installation, case, filed_on=typed["filed_on"], **told)
        if wrong:
            return _page(request, case, typed, wrong)
        note_appeal(installation, unit, signed, case, filed_on=day, once=typed["once"], **told)
        return None

    return act(request, receipt, posted, do, did="appeal")


@router.get(_ONE)
def ending(request: Request, receipt: str, appeal: int) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        appeal_of(unit, case, appeal)
        unit.commit()
    return _page(request, case, dict.fromkeys(_ENDING, ""), {}, ending=appeal)


@router.post(_ONE)
def settle(request: Request, receipt: str, appeal: int, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in _ENDING}

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> Response | None:
        signed.demand("review", case.row.duty)
        row = appeal_of(unit, case, appeal)
        day, wrong = read_end(installation, row, **typed)
        if wrong:
            return _page(request, case, typed, wrong, ending=appeal)
        settle_appeal(installation, unit, signed, case, row, day, typed["result"])
        return None

    return act(request, receipt, posted, do, did="appeal_settled")
