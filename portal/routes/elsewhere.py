"""Going on with a draft elsewhere: the code that its owner takes along, and the page where it is typed."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotYours
from portal.services.actor import Actor
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import OWNER, Draft, draft_of_resident
from portal.services.installation import Installation
from portal.services.open_by_code import open_by_code
from portal.services.read_card import read_card
from portal.services.sessions import Session
from portal.services.share_draft import own_code, share_draft, unshare_draft
from portal.services.short_code import read_code
from portal.services.sign_in_resident import card_of
from portal.store.draft_codes import WHOLE
from portal.web.by_code import BIRTH, CODE, birth_question, come_in, count_code, resume_page
from portal.web.cookies import RESIDENT, set_cookie
from portal.web.draft_page import draft_context
from portal.web.own_questions import own_view, read_own, wrong
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
NOTHING: Posted = {}


@router.get("/apply/{procedure}/{draft}/other-device")
def elsewhere(request: Request, procedure: str, draft: str) -> Response:
    """The code, shown again as often as its owner comes: reload and back make no new one."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer_of(request, unit, procedure)
        found = _own(installation, unit, session, procedure, draft)
        return _elsewhere(request, installation, unit, session, found)


def _own(installation: Installation, unit: Unit, session: Session, procedure: str, draft: str) -> Draft:
    found = draft_of_resident(installation, unit, session, procedure, draft)
    if found.access not in (OWNER, WHOLE):
        raise NotYours("draft")
    return found


def _elsewhere(
    request: Request, installation: Installation, unit: Unit, session: Session, draft: Draft,
    posted: Posted = NOTHING, mistakes: Any = (),
) -> Response:  # fmt: skip
    code = own_code(installation, unit, draft)
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
    return render(request, "pages/elsewhere/elsewhere.html", context, status=422 if mistakes else 200)


def _card_birth(installation: Installation, unit: Unit, session: Session) -> str:
    """The birthday on the owner's card; "" where no card told one."""
    if session.guest:
        return ""
    card = card_of(installation, unit, session.person_id or "")
    return str(read_card(card, installation.city).get("birth", "")) if card else ""


@router.post("/apply/{procedure}/{draft}/other-device")
def share(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    """Makes the code, or takes it back."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer_of(request, unit, procedure)
        found = _own(installation, unit, session, procedure, draft)
        actor = resident_actor(request, session)
        if "revoke" in posted:
            code = own_code(installation, unit, found)
            if code is not None:
                unshare_draft(installation, unit, found, actor, code.id)
        else:
            birth = _card_birth(installation, unit, session)
            if not birth:
                read = read_own(installation, birth_question(request, "elsewhere.birth_help"), posted)
                if read.value is None:
                    return _elsewhere(request, installation, unit, session, found, posted, read.mistakes)
                birth = str(read.value)
            share_draft(installation, unit, found, actor, birth)
        unit.commit()
    return see(request, f"/apply/{procedure}/{draft}/other-device")


@router.get("/resume")
@router.get("/resume/{code}")
def resume(request: Request, code: str = "") -> Response:
    """The code in the address is written into its box and looked up by nobody: an address tells nothing by itself."""
    return resume_page(request, {CODE: [code[:40]]})


@router.post("/resume")
def open_elsewhere(request: Request, posted: Post) -> Response:
    """The same words for a code that is wrong, ended or unknown, and for a wrong birthday."""
    installation, said = installation_of(request), words(language_of(request))
    code, birth = first(posted, CODE), read_own(installation, birth_question(request, "resume_code.birth_help"), posted)
    mistakes = {BIRTH: birth.mistakes} if birth.mistakes else {}
    if not read_code(code):
        mistakes[CODE] = (wrong(said["resume_code.unclear"]),)
    if mistakes:
        return resume_page(request, posted, mistakes, 422)
    if not count_code(request, code):
        return resume_page(request, {CODE: [code]}, None, 429, said["resume_code.too_many"])
    with installation.database.write() as unit:
        session = filer_or_none(request, unit)
        actor = resident_actor(request, session) if session else Actor("visitor", "resume", place=place_of(request))
        row = open_by_code(installation, unit, actor, code, str(birth.value))
        token, address = come_in(request, unit, session, row)
        unit.commit()
    if not address:
        return resume_page(request, {CODE: [code]}, None, 422, said["resume_code.wrong"])
    answer = see(request, address)
    if token:
        set_cookie(request, answer, RESIDENT, token)
    return answer
