"""意見照会."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound, OwnCase
from portal.services.cases.cases import Case
from portal.services.cases.own_case import record_own_case
from portal.services.desk.case.ask_opinion import (
    FILES,
    MOST_SIGNS,
    answer_opinion,
    ask_opinion,
    askable_files,
    askable_sections,
    other_duties,
    read_question,
    see_opinion,
    suggested_due,
    take_opinion_back,
)
from portal.services.desk.case.asked_opinions import AskedCase, asked_case, asked_of_us
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.desk import opinions
from portal.store.desk.opinions import OpinionRow
from portal.web.desk.case_act import act, look_at
from portal.web.shared.access import staff
from portal.web.shared.file_answer import linked
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reviewer

router = Router("staff", prefix="/desk", access=staff("reviewer", "approver"))
_CASE = "/{receipt:receipt_number}/opinions"
_OPINION = "/opinions/{opinion:row_number}"

_MESSAGES = {
    "no_duty": "聞く課を選んでください。",
    "no_words": "聞きたいことを書いてください。",
    "too_long": f"聞きたいことを、{MOST_SIGNS}字までにしてください。",
    "no_day": "答えの期限を、日付で入れてください。例：2026-12-18",
    "too_early": "答えの期限は、あしたより先の日にしてください。",
    "too_late": "答えの期限は、今日から1年のうちの日にしてください。",
}
_BOXES = ("duty", "due", "question", "once")


@router.get(_CASE)
def ask_page(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        _, case = look_at(request, unit, receipt, "review")
    typed = {"duty": "", "due": suggested_due(installation).isoformat(), "question": "", "once": new_form()}
    return _ask(request, case, typed, ())


def _ask(
    request: Request, case: Case, typed: Mapping[str, str], chosen: tuple[str, ...], mistakes: Mapping[str, str] = {}
) -> Response:
    installation = installation_of(request)
    context = {
        "receipt_number": case.row.receipt_number, "procedure": case.procedure, "revision": case.row.revision,
        "duties": other_duties(installation, case), "sections": askable_sections(case), "typed": typed,
        "files": askable_files(case), "all_files": FILES,
        "chosen": chosen, "wrong": mistakes, "problems": [(sentence, box) for box, sentence in mistakes.items()],
    }  # fmt: skip
    return render(request, "pages/desk/opinion_ask.html", context, wrong=mistakes)


@router.post(_CASE)
def ask(request: Request, receipt: str, posted: Post) -> Response:
    typed = {box: first(posted, box) for box in _BOXES}
    chosen = tuple(posted.get("part", []))

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> Response | None:
        wanted = read_question(installation, case, typed["duty"], typed["due"], typed["question"], chosen)
        if wanted.mistakes:
            return _ask(request, case, typed, chosen, {box: _MESSAGES[key] for box, key in wanted.mistakes})
        ask_opinion(installation, unit, signed, case, wanted, typed["once"])
        return None

    return act(request, receipt, posted, do, right="review", did="opinion", words=[("聞きたいこと", typed["question"])])


@router.post(f"{_CASE}/{{opinion:row_number}}/take-back")
def take_back(request: Request, receipt: str, opinion: int, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        take_opinion_back(installation, unit, signed, case, _of(unit, case, opinion))

    return act(request, receipt, posted, do, did="opinion_back")


@router.post(f"{_CASE}/{{opinion:row_number}}/seen")
def seen(request: Request, receipt: str, opinion: int, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, _revision: int) -> None:
        see_opinion(installation, unit, signed, case, _of(unit, case, opinion))

    return act(request, receipt, posted, do, did="opinion_seen")


def _of(unit: Unit, case: Case, opinion: int) -> OpinionRow:
    row = opinions.by_id(unit, opinion)
    if row is None or row.application_id != case.row.id:
        raise NotFound("opinion")
    return row


@router.get("/opinions")
def asked(request: Request) -> Response:
    with changing(request, reviewer) as (installation, unit, signed):
        lines = asked_of_us(installation, unit, signed)
    flash = "答えを送りました。" if request.query_params.get("did") == "answer" else ""
    return render(request, "pages/desk/opinions.html", {"lines": lines, "flash": flash})


@router.get(_OPINION)
def show(request: Request, opinion: int) -> Response:
    with changing(request) as (installation, unit):
        consultation = asked_case(installation, unit, reviewer(request, unit), opinion)
    return render(request, "pages/desk/opinion.html", _shown(consultation))


@router.post(_OPINION)
def answer(request: Request, opinion: int, posted: Post) -> Response:
    words = first(posted, "answer").strip()
    problem = "" if words else "答えを書いてください。"
    problem = f"答えを、{MOST_SIGNS}字までにしてください。" if len(words) > MOST_SIGNS else problem
    try:
        with changing(request, reviewer) as (installation, unit, signed):
            consultation = asked_case(installation, unit, signed, opinion)
            if not problem:
                answer_opinion(installation, unit, signed, consultation.case, consultation.row, words)
    except OwnCase:
        with installation.database.change() as unit:
            record_own_case(installation, unit, signed, consultation.case)
        raise
    if problem:
        return render(request, "pages/desk/opinion.html", _shown(consultation, words, problem), status=422)
    return see(request, "/desk/opinions?did=answer")


def _shown(consultation: AskedCase, words: str = "", problem: str = "") -> dict[str, Any]:
    return {
        "number": consultation.case.row.receipt_number, "procedure": consultation.case.procedure, "by": consultation.by, "opinion": consultation.view,
        "waits": consultation.view.state == opinions.ASKED and consultation.case.row.decided_at is None,
        "sections": consultation.sections, "files": linked(tuple(consultation.case.shelf.files.values()), f"/desk/opinions/{consultation.row.id}"), "words": words, "problem": problem, "problems": [(problem, "answer")] if problem else [],
    }  # fmt: skip
