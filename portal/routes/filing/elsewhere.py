"""By the owner's code."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotYours
from portal.services.filing.drafts import OWNER, Draft, draft_of_resident
from portal.services.filing.open_by_code import open_by_code
from portal.services.filing.share_draft import own_code, share_draft, unshare_draft
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.residents.read_card import read_card
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.codes import read_code
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.filing.draft_codes import WHOLE
from portal.web.filing.by_code import BIRTH, CODE, birth_question, count_code, enter_by_code, resume_page
from portal.web.filing.draft_page import draft_context
from portal.web.filing.own_questions import own_view, read_own, wrong
from portal.web.filing.question_page import problems
from portal.web.filing.who_files import filer_of, filer_or_none
from portal.web.shared.access import anyone, owner
from portal.web.shared.page import language_of, render, see, see_as
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.qr import qr
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, place_of, reading, resident_actor, writing
from portal.web.shared.words import words

# Routes before the question pages: no question has a hyphen.
router = Router("resident")
NOTHING: Posted = {}


@router.get("/apply/{procedure}/{draft}/other-device", access=owner())
def elsewhere(request: Request, procedure: str, draft: str) -> Response:
    with reading(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = _own(installation, unit, session, procedure, draft)
        return _elsewhere(request, installation, unit, session, saved_draft)


def _own(installation: Installation, unit: Unit, session: Session, procedure: str, draft: str) -> Draft:
    saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
    # A code would open a company's draft also when the rights of the account that made it have ended.
    if saved_draft.access not in (OWNER, WHOLE) or session.seat is not None:
        raise NotYours("draft")
    return saved_draft


def _elsewhere(
    request: Request, installation: Installation, unit: Unit, session: Session, draft: Draft,
    posted: Posted = NOTHING, mistakes: Any = (),
) -> Response:  # fmt: skip
    code = own_code(installation.code_key, unit, draft)
    language, question = language_of(request), birth_question(request, "elsewhere.birth_help")
    asked = None if _card_birth(installation, unit, session) else own_view(
        installation, language, question, posted, mistakes
    )  # fmt: skip
    address = f"{installation.settings.base_url}/resume"
    context = draft_context(request, installation, draft) | {
        "facts": describe_procedure(installation, draft.procedure, language),
        "code": code,
        "qr": qr(f"{address}/{code.written}") if code and not code.spent else "",
        "address": address,
        "asked": asked if code is None or code.spent else None,
        "problems": problems([asked]) if asked else [],
        "back": f"/apply/{draft.procedure.id}",
        "sign_in": draft.procedure.sign_in,
    }
    return render(request, "pages/elsewhere/elsewhere.html", context, wrong=mistakes)


def _card_birth(installation: Installation, unit: Unit, session: Session) -> str:
    if session.guest:
        return ""
    card = card_of(installation.keys, unit, session.person_id or "")
    return str(read_card(card, installation.city).get("birth", "")) if card else ""


@router.post("/apply/{procedure}/{draft}/other-device", access=owner())
def share(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    with writing(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = _own(installation, unit, session, procedure, draft)
        actor = resident_actor(request, session)
        if "revoke" in posted:
            code = own_code(installation.code_key, unit, saved_draft)
            if code is not None:
                unshare_draft(installation, unit, saved_draft, actor, code.id)
        else:
            birth = _card_birth(installation, unit, session)
            if not birth:
                read = read_own(installation, birth_question(request, "elsewhere.birth_help"), posted)
                if read.value is None:
                    return _elsewhere(request, installation, unit, session, saved_draft, posted, read.mistakes)
                birth = str(read.value)
            share_draft(installation, unit, saved_draft, actor, birth)
        unit.commit()
    return see(request, f"/apply/{procedure}/{draft}/other-device")


@router.get("/resume", access=anyone())
@router.get("/resume/{code}", access=anyone())
def resume(request: Request, code: str = "") -> Response:
    """Looks nothing up: the URL alone reveals nothing."""
    return resume_page(request, {CODE: [code[:40]]})


@router.post("/resume", access=anyone())
def open_elsewhere(request: Request, posted: Post) -> Response:
    installation, texts = installation_of(request), words(language_of(request))
    code, birth = first(posted, CODE), read_own(installation, birth_question(request, "resume_code.birth_help"), posted)
    mistakes = {BIRTH: birth.mistakes} if birth.mistakes else {}
    if not read_code(code):
        mistakes[CODE] = (wrong(texts["resume_code.unclear"]),)
    if mistakes:
        return resume_page(request, posted, mistakes, 422)
    if not count_code(request, code):
        return resume_page(request, {CODE: [code]}, None, 429, texts["resume_code.too_many"])
    with installation.database.change() as unit:
        session = filer_or_none(request, unit)
        actor = resident_actor(request, session) if session else Actor("visitor", "resume", place=place_of(request))
        row = open_by_code(installation, unit, actor, code, str(birth.value))
        token, address = enter_by_code(request, unit, session, row)
    if not address:
        return resume_page(request, {CODE: [code]}, None, 422, texts["resume_code.wrong"])
    return see_as(request, address, token)
