"""Somebody helps with a draft: its owner invites them and takes it back; they come by the code and the figures beside it."""

import re
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.procedure import Field, Step
from portal.db import Unit
from portal.errors import NotYours
from portal.services.actor import Actor
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import Draft, draft_of_resident, may_be_helped, steps_in
from portal.services.invite_helper import (
    DAYS,
    codes_of_helpers,
    invite_helper,
    open_for_helper,
    steps_to_share,
    take_back,
)
from portal.services.share_draft import MOST_HELPERS, SharedCode
from portal.services.short_code import read_code
from portal.web.by_code import CODE, come_in, count_code
from portal.web.cookies import RESIDENT, set_cookie
from portal.web.draft_page import draft_context
from portal.web.own_questions import own_question, own_view, read_own, wrong
from portal.web.page import language_of, render, see
from portal.web.posting import Post, Posted, first
from portal.web.qr import qr
from portal.web.question_page import problems
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of, place_of
from portal.web.who_files import filer_of, filer_or_none
from portal.web.words import words

# Before the pages of questions: no question has a hyphen.
router = Router()
NAME, STEPS, LASTS, WORD = "name", "steps", "lasts", "word"
_PAGE = "/apply/{procedure}/{draft}/with-helper"


@router.get(_PAGE)
def helpers(request: Request, procedure: str, draft: str) -> Response:
    """Who may help, until when, with what, and when they were here last; each code shown again as long as it opens."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        return _helpers(request, unit, _own(request, unit, procedure, draft))


def _own(request: Request, unit: Unit, procedure: str, draft: str) -> Draft:
    found = draft_of_resident(installation_of(request), unit, filer_of(request, unit, procedure), procedure, draft)
    if not found.procedure.helper:
        raise NotYours("draft")
    return found


def _questions(request: Request, draft: Draft) -> list[Field]:
    said = words(language_of(request))
    steps = {
        one.code: _title(request, draft, one.part, one.step) for one in steps_to_share(installation_of(request), draft)
    }
    return [
        own_question(NAME, "text", said["helping.name"], help=said["helping.name_help"], settings={"max": 20}),
        own_question(
            STEPS, "multiple_choice", said["helping.steps"], help=said["helping.steps_help"], settings={"options": steps}
        ),
        own_question(
            LASTS, "choice", said["helping.lasts"],
            settings={"options": {f"d{days}": said["helping.days"].format(days=days) for days in DAYS}},
        ),
    ]  # fmt: skip


def _title(request: Request, draft: Draft, part: Draft, step: Step) -> str:
    """In a bundle with the procedure that asks it."""
    speech = installation_of(request).speech(part.procedure, language_of(request))
    title = speech.text(f"{step.path}.title", step.title)
    return f"{speech.text('title', part.procedure.title)}：{title}" if draft.bundle else title


def _sees(request: Request, draft: Draft, holder: Draft, code: SharedCode) -> list[str]:
    """What who came by a code may see, in words."""
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
    may = may_be_helped(installation, unit, draft) and len(codes) < MOST_HELPERS
    boxes = {LASTS: ["d3"]} if posted is None else posted
    asked = [
        own_view(installation, language, one, boxes, wrongs.get(one.id, ()))
        for one in (_questions(request, draft) if may else ())
    ]
    address = f"{installation.settings.base_url}/helping"
    context = draft_context(request, installation, draft) | {
        "facts": describe_procedure(installation, draft.procedure, language),
        "codes": codes, "sees": {code.id: _sees(request, draft, holder, code) for holder, code in made}, "address": address, "asked": asked, "problems": problems(asked),
        "qrs": {one.id: qr(f"{address}/{one.written}") for one in codes if one.used_at is None and not one.spent},
        "full": len(codes) >= MOST_HELPERS,
        "back": f"/bundles/{draft.bundle}" if draft.bundle else f"/apply/{draft.procedure.id}",
    }  # fmt: skip
    return render(request, "pages/helping/invite.html", context, status=422 if wrongs else 200)


@router.post(_PAGE)
def invite(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    """Makes a code, or takes one back."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer_of(request, unit, procedure)
        found, actor = _own(request, unit, procedure, draft), resident_actor(request, session)
        if "revoke" in posted:
            number = first(posted, "revoke")
            take_back(installation, unit, found, actor, int(number) if re.fullmatch("[0-9]{1,9}", number) else 0)
        else:
            read = {one.id: read_own(installation, one, posted) for one in _questions(request, found)}
            mistakes = {name: one.mistakes for name, one in read.items() if one.mistakes}
            if mistakes:
                return _helpers(request, unit, found, posted, mistakes)
            days = int(str(read[LASTS].value).removeprefix("d"))
            invite_helper(installation, unit, found, actor, str(read[NAME].value), list(read[STEPS].value or ()), days)
        unit.commit()
    return see(request, f"/apply/{procedure}/{draft}/with-helper")


@router.get("/helping")
@router.get("/helping/{code}")
def come(request: Request, code: str = "") -> Response:
    """The code in the address is written into its box and looked up by nobody."""
    return _ask(request, {CODE: [code[:40]]})


def _ask(
    request: Request, posted: Posted, mistakes: dict[str, Any] | None = None, status: int = 200, told: str = ""
) -> Response:
    installation, language = installation_of(request), language_of(request)
    said, wrongs = words(language), mistakes or {}
    asked = [
        own_view(installation, language, one, posted, wrongs.get(one.id, ()))
        for one in (
            own_question(CODE, "text", said["helping.code"], help=said["resume_code.code_help"]),
            own_question(WORD, "text", said["helping.word"], help=said["helping.word_help"]),
        )
    ]
    context = {"asked": asked, "problems": problems(asked), "told": told}
    return render(request, "pages/helping/come.html", context, status=status)


@router.post("/helping")
def open_it(request: Request, posted: Post) -> Response:
    """The same words for a code that is wrong, used, ended or taken back, and for wrong figures."""
    installation, said = installation_of(request), words(language_of(request))
    code, word = first(posted, CODE)[:40], first(posted, WORD)[:40]
    mistakes = {} if read_code(code) else {CODE: (wrong(said["resume_code.unclear"]),)}
    if not word.strip():
        mistakes[WORD] = (wrong(said["helping.word_missing"]),)
    if mistakes:
        return _ask(request, posted, mistakes, 422)
    if not count_code(request, code):
        return _ask(request, {CODE: [code]}, None, 429, said["resume_code.too_many"])
    with installation.database.write() as unit:
        session = filer_or_none(request, unit)
        actor = resident_actor(request, session) if session else Actor("visitor", "helping", place=place_of(request))
        person = session.person_id if session and session.person_id else ""
        row = open_for_helper(installation, unit, actor, person, code, word)
        token, address = come_in(request, unit, session, row)
        unit.commit()
    if not address:
        return _ask(request, {CODE: [code]}, None, 422, said["helping.wrong"])
    answer = see(request, address)
    if token:
        set_cookie(request, answer, RESIDENT, token)
    return answer
