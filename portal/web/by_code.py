"""What the ways share by which somebody comes to a draft with its code: the page that asks for it, the count, the way in."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.procedure import Field
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import TooMany
from portal.services.open_by_code import count_try
from portal.services.sessions import GUEST, Session, end_session
from portal.services.throttle import count_apart
from portal.services.write_audit import write_audit
from portal.store import draft_codes, drafts
from portal.store.draft_codes import WHOLE, CodeRow
from portal.web.cookies import RESIDENT, read_cookie
from portal.web.draft_page import CHECK
from portal.web.own_questions import own_question, own_view
from portal.web.page import language_of, render
from portal.web.posting import Posted
from portal.web.question_page import problems
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of, place_of
from portal.web.who_files import new_guest
from portal.web.words import words

BIRTH, CODE = "birth", "code"


def birth_question(request: Request, help: str) -> Field:
    said = words(language_of(request))
    return own_question(BIRTH, "date", said["elsewhere.birth"], help=said[help])


def resume_page(
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
    context = {"asked": asked, "problems": problems(asked), "told": told, "by_mail": installation.mailer is not None}
    return render(request, "pages/elsewhere/resume.html", context, status=status)


def count_code(request: Request, code: str) -> bool:
    """Whether this code may be tried once more; counted either way."""
    installation = installation_of(request)
    try:
        count_apart(installation, lambda unit: count_try(installation, unit, code, place_of(request)))
    except TooMany:
        return False
    return True


def come_in(request: Request, unit: Unit, session: Session | None, row: CodeRow | None) -> tuple[str, str]:
    """Lets in who came by this code. The token of a new session ("" if none was needed) and where to; ("", "") where
    nothing opens."""
    installation = installation_of(request)
    draft = drafts.by_id(unit, row.draft_id) if row else None
    if row is None or draft is None:
        return "", ""
    token, address = "", f"/apply/{draft.procedure}/{draft.id}/{CHECK}"
    if session is not None and session.person_id == draft.person_id:
        return token, address
    if session is None or (row.rights == WHOLE and session.realm != GUEST):
        # It opens for whoever knows the birthday, and not for who happens to be signed in here.
        end_session(unit, read_cookie(request, RESIDENT))
        session, token = new_guest(request, unit)
    draft_codes.let_in(unit, row.id, session.person_id or "", to_micro(installation.clock.now()))
    write_audit(installation, unit, resident_actor(request, session), "come to draft", detail=draft.id)
    return token, address
