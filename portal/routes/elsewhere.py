"""Going on with a draft elsewhere: the code that its owner takes along, and the page where it is typed."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from forms.procedure import Field
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotYours, SignInNeeded, TooMany
from portal.services.actor import Actor
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import OWNER, Draft, draft_of_resident
from portal.services.installation import Installation
from portal.services.open_by_code import count_try, open_by_code
from portal.services.read_card import read_card
from portal.services.sessions import GUEST, Session, end_session, find_session
from portal.services.share_draft import own_code, share_draft, unshare_draft
from portal.services.short_code import read_code
from portal.services.sign_in_resident import card_of
from portal.services.start_guest import start_guest
from portal.services.write_audit import write_audit
from portal.store import draft_codes, drafts
from portal.store.draft_codes import WHOLE
from portal.web.cookies import RESIDENT, read_cookie, set_cookie
from portal.web.draft_page import CHECK, draft_context
from portal.web.own_questions import own_question, own_view, read_own, wrong
from portal.web.page import language_of, render, see
from portal.web.posting import Post, Posted, first
from portal.web.qr import qr
from portal.web.question_page import problems
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of, place_of
from portal.web.who_files import filer_of, filer_or_none
from portal.web.words import words

# Before the pages of questions: no question has a hyphen.
router = APIRouter()
NOTHING: Posted = {}
BIRTH, CODE = "birth", "code"


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
        "signs_in": draft.procedure.sign_in != "none",
    }
    return render(request, "pages/elsewhere/elsewhere.html", context, status=422 if mistakes else 200)


def birth_question(request: Request, help: str) -> Field:
    said = words(language_of(request))
    return own_question(BIRTH, "date", said["elsewhere.birth"], help=said[help])


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
    return _resume(request, {CODE: [code[:40]]})


def _resume(
    request: Request, posted: Posted, mistakes: dict[str, Any] | None = None, status: int = 200, told: str = ""
) -> Response:
    installation, language = installation_of(request), language_of(request)
    said, wrongs = words(language), mistakes or {}
    asked = [
        own_view(installation, language, question, posted, wrongs.get(question.id, ()))
        for question in (
            own_question(CODE, "text", said["resume_code.code"], help=said["resume_code.code_help"]),
            birth_question(request, "resume_code.birth_help"),
        )
    ]
    context = {"asked": asked, "problems": problems(asked), "told": told}
    return render(request, "pages/elsewhere/resume.html", context, status=status)


@router.post("/resume")
def open_elsewhere(request: Request, posted: Post) -> Response:
    """The same words for a code that is wrong, ended or unknown, and for a wrong birthday."""
    installation, said = installation_of(request), words(language_of(request))
    code, birth = first(posted, CODE), read_own(installation, birth_question(request, "resume_code.birth_help"), posted)
    mistakes = {BIRTH: birth.mistakes} if birth.mistakes else {}
    if not read_code(code):
        mistakes[CODE] = (wrong(said["resume_code.unclear"]),)
    if mistakes:
        return _resume(request, posted, mistakes, 422)
    try:
        with installation.database.write() as unit:
            try:
                count_try(installation, unit, code, place_of(request))
            finally:
                unit.commit()
    except TooMany:
        return _resume(request, {CODE: [code]}, None, 429, said["resume_code.too_many"])
    with installation.database.write() as unit:
        session = filer_or_none(request, unit)
        token, address = _open(request, installation, unit, session, code, str(birth.value))
        unit.commit()
    if not address:
        return _resume(request, {CODE: [code]}, None, 422, said["resume_code.wrong"])
    answer = see(request, address)
    if token:
        set_cookie(request, answer, RESIDENT, token)
    return answer


def _open(
    request: Request, installation: Installation, unit: Unit, session: Session | None, code: str, birth: str
) -> tuple[str, str]:
    """The token of a new session ("" if none was needed) and where to; ("", "") where nothing opens."""
    actor = resident_actor(request, session) if session else Actor("visitor", "resume", place=place_of(request))
    row = open_by_code(installation, unit, actor, code, birth)
    draft = drafts.by_id(unit, row.draft_id) if row else None
    if row is None or draft is None:
        return "", ""
    token, address = "", f"/apply/{draft.procedure}/{draft.id}/{CHECK}"
    if session is not None and session.person_id == draft.person_id:
        return token, address
    if session is None or (row.rights == WHOLE and not session.guest):
        # It opens for whoever knows the birthday, and not for who happens to be signed in here.
        end_session(unit, read_cookie(request, RESIDENT))
        token = start_guest(installation, unit, place_of(request))
        session = find_session(installation, unit, GUEST, token)
    if session is None:
        raise SignInNeeded("resident")
    draft_codes.let_in(unit, row.id, session.person_id or "", to_micro(installation.clock.now()))
    write_audit(installation, unit, resident_actor(request, session), "come to draft", detail=draft.id)
    return token, address
