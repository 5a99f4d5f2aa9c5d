"""Ways into a draft by code."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import TooMany
from portal.services.filing.open_by_code import count_try
from portal.services.shared.sessions import GUEST, Session, end_session
from portal.services.shared.throttle import count_apart
from portal.services.shared.write_audit import write_audit
from portal.store.filing import draft_codes, drafts
from portal.store.filing.draft_codes import WHOLE, CodeRow
from portal.web.filing.draft_address import check_address
from portal.web.filing.own_questions import own_question, own_views
from portal.web.filing.question_page import problems
from portal.web.filing.who_files import new_guest
from portal.web.shared.page import language_of, render
from portal.web.shared.posting import Posted
from portal.web.shared.state import RESIDENT, installation_of, place_of, read_cookie, resident_actor
from portal.web.shared.words import words

BIRTH, CODE = "birth", "code"


def birth_question(request: Request, help: str) -> Field:
    texts = words(language_of(request))
    return own_question(BIRTH, "date", texts["elsewhere.birth"], help=texts[help])


def resume_page(
    request: Request, posted: Posted, mistakes: dict[str, Any] | None = None, status: int = 200, message: str = ""
) -> Response:
    installation, language = installation_of(request), language_of(request)
    texts = words(language)
    questions = (
        own_question(CODE, "text", texts["resume_code.code"], help=texts["resume_code.code_help"]),
        birth_question(request, "resume_code.birth_help"),
    )
    asked = own_views(installation, language, questions, posted, mistakes or {})
    context = {
        "asked": asked,
        "problems": problems(asked),
        "message": message,
        "by_mail": installation.mailer is not None,
    }
    return render(request, "pages/elsewhere/resume.html", context, status=status)


def count_code(request: Request, code: str) -> bool:
    installation = installation_of(request)
    try:
        count_apart(installation.database, lambda unit: count_try(installation, unit, code, place_of(request)))
    except TooMany:
        return False
    return True


def enter_by_code(request: Request, unit: Unit, session: Session | None, row: CodeRow | None) -> tuple[str, str]:
    """(token or "", URL); ("", "") if denied."""
    installation = installation_of(request)
    draft = drafts.by_id(unit, row.draft_id) if row else None
    if row is None or draft is None:
        return "", ""
    token, address = "", check_address(draft.procedure, draft.id)
    if session is not None and session.person_id == draft.person_id:
        return token, address
    if session is None or session.seat is not None or (row.rights == WHOLE and session.realm != GUEST):
        # Access is granted for the known birth date, not to the person signed in; nor to all accounts of a company.
        end_session(unit, read_cookie(request, RESIDENT))
        session, token = new_guest(request, unit)
    draft_codes.let_in(unit, row.id, session.person_id or "", to_micro(installation.clock.now()))
    write_audit(installation, unit, resident_actor(request, session), "come to draft", detail=draft.id)
    return token, address
