"""Helpers of a draft: invitation and entry."""

import re
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field, Step
from portal.db import Unit
from portal.errors import NotYours
from portal.services.filing.drafts import Draft, draft_of_resident, steps_in
from portal.services.filing.invite_helper import (
    DAYS,
    codes_of_helpers,
    invite_helper,
    open_for_helper,
    steps_to_share,
    take_back,
)
from portal.services.filing.share_draft import MOST_HELPERS, SharedCode
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.shared.catalogue import speech_of
from portal.services.shared.codes import read_code
from portal.services.shared.write_audit import Actor
from portal.web.filing.by_code import CODE, count_code, enter_by_code
from portal.web.filing.draft_page import draft_context
from portal.web.filing.own_questions import own_question, own_views, read_own, wrong
from portal.web.filing.question_page import problems
from portal.web.filing.who_files import filer_of, filer_or_none
from portal.web.shared.access import anyone, owner
from portal.web.shared.page import language_of, render, see, see_as
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.qr import qr
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, place_of, reading, resident_actor, writing
from portal.web.shared.words import words

# Routes before the question pages: no question has a hyphen.
router = Router("resident")
NAME, STEPS, LASTS, WORD = "name", "steps", "lasts", "word"
_PAGE = "/apply/{procedure}/{draft}/with-helper"


@router.get(_PAGE, access=owner())
def helpers(request: Request, procedure: str, draft: str) -> Response:
    with reading(request) as (_, unit):
        return _helpers(request, unit, _own(request, unit, procedure, draft))


def _own(request: Request, unit: Unit, procedure: str, draft: str) -> Draft:
    saved_draft = draft_of_resident(
        installation_of(request), unit, filer_of(request, unit, procedure), procedure, draft
    )
    if not saved_draft.procedure.helper:
        raise NotYours("draft")
    return saved_draft


def _questions(request: Request, draft: Draft) -> list[Field]:
    texts = words(language_of(request))
    steps = {
        step.code: _title(request, draft, step.part, step.step)
        for step in steps_to_share(installation_of(request), draft)
    }
    return [
        own_question(NAME, "text", texts["helping.name"], help=texts["helping.name_help"], settings={"max": 20}),
        own_question(
            STEPS, "multiple_choice", texts["helping.steps"], help=texts["helping.steps_help"], settings={"options": steps}
        ),
        own_question(
            LASTS, "choice", texts["helping.lasts"],
            settings={"options": {f"d{days}": texts["helping.days"].format(days=days) for days in DAYS}},
        ),
    ]  # fmt: skip


def _title(request: Request, draft: Draft, part: Draft, step: Step) -> str:
    speech = speech_of(part.procedure, language_of(request))
    title = speech.text(f"{step.path}.title", step.title)
    return f"{speech.text('title', part.procedure.title)}：{title}" if draft.bundle else title


def _sees(request: Request, draft: Draft, holder: Draft, code: SharedCode) -> list[str]:
    return [
        _title(request, draft, part, step)
        for part in draft.parts or (draft,)
        for step in part.procedure.steps
        if step.id in steps_in(" ".join(code.allowed), holder.id, part.id)
    ]


def _helpers(
    request: Request, unit: Unit, draft: Draft, posted: Posted | None = None, mistakes: dict[str, Any] | None = None
) -> Response:
    installation, language, wrongs = installation_of(request), language_of(request), mistakes or {}
    made = codes_of_helpers(installation, unit, draft)
    codes = [code for _, code in made]
    full = len(codes) >= MOST_HELPERS
    boxes = {LASTS: ["d3"]} if posted is None else posted
    asked = own_views(installation, language, () if full else _questions(request, draft), boxes, wrongs)
    address = f"{installation.settings.base_url}/helping"
    context = draft_context(request, installation, draft) | {
        "facts": describe_procedure(installation, draft.procedure, language),
        "codes": codes, "sees": {code.id: _sees(request, draft, holder, code) for holder, code in made}, "address": address, "asked": asked, "problems": problems(asked),
        "qrs": {code.id: qr(f"{address}/{code.written}") for code in codes if code.used_at is None and not code.spent},
        "full": full,
        "back": f"/bundles/{draft.bundle}" if draft.bundle else f"/apply/{draft.procedure.id}",
    }  # fmt: skip
    return render(request, "pages/helping/invite.html", context, wrong=wrongs)


@router.post(_PAGE, access=owner())
def invite(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    with writing(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft, actor = _own(request, unit, procedure, draft), resident_actor(request, session)
        if "revoke" in posted:
            number = first(posted, "revoke")
            take_back(installation, unit, saved_draft, actor, int(number) if re.fullmatch("[0-9]{1,9}", number) else 0)
        else:
            read = {
                question.id: read_own(installation, question, posted) for question in _questions(request, saved_draft)
            }
            mistakes = {name: answer.mistakes for name, answer in read.items() if answer.mistakes}
            if mistakes:
                return _helpers(request, unit, saved_draft, posted, mistakes)
            days = int(str(read[LASTS].value).removeprefix("d"))
            invite_helper(
                installation, unit, saved_draft, actor, str(read[NAME].value), list(read[STEPS].value or ()), days
            )
        unit.commit()
    return see(request, f"/apply/{procedure}/{draft}/with-helper")


@router.get("/helping", access=anyone())
@router.get("/helping/{code}", access=anyone())
def open_helping(request: Request, code: str = "") -> Response:
    return _ask(request, {CODE: [code[:40]]})


def _ask(
    request: Request, posted: Posted, mistakes: dict[str, Any] | None = None, status: int = 200, problem: str = ""
) -> Response:
    language = language_of(request)
    texts = words(language)
    questions = (
        own_question(CODE, "text", texts["helping.code"], help=texts["resume_code.code_help"]),
        own_question(WORD, "text", texts["helping.word"], help=texts["helping.word_help"]),
    )
    asked = own_views(installation_of(request), language, questions, posted, mistakes or {})
    context = {"asked": asked, "problems": problems(asked), "problem": problem}
    return render(request, "pages/helping/come.html", context, status=status)


@router.post("/helping", access=anyone())
def open_it(request: Request, posted: Post) -> Response:
    texts = words(language_of(request))
    code, word = first(posted, CODE)[:40], first(posted, WORD)[:40]
    mistakes = {} if read_code(code) else {CODE: (wrong(texts["resume_code.unclear"]),)}
    if not word.strip():
        mistakes[WORD] = (wrong(texts["helping.word_missing"]),)
    if mistakes:
        return _ask(request, posted, mistakes, 422)
    if not count_code(request, code):
        return _ask(request, {CODE: [code]}, None, 429, texts["resume_code.too_many"])
    with changing(request, filer_or_none) as (installation, unit, session):
        actor = resident_actor(request, session) if session else Actor("visitor", "helping", place=place_of(request))
        person = session.person_id if session and session.person_id else ""
        row = open_for_helper(installation, unit, actor, person, code, word)
        token, address = enter_by_code(request, unit, session, row)
    if not address:
        return _ask(request, {CODE: [code]}, None, 422, texts["helping.wrong"])
    return see_as(request, address, token)
