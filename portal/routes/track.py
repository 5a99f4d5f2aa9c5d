"""What was sent without sign-in, found again by its number and the secret beside it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import TooMany
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.receipt_number import read
from portal.services.sessions import GUEST, end_session, find_session, open_session
from portal.services.short_code import read_code
from portal.services.start_guest import start_guest
from portal.services.track_application import count_try, track_application
from portal.store import applications, drafts, people, track_codes
from portal.store.applications import ApplicationRow
from portal.web.cookies import RESIDENT, read_cookie, set_cookie
from portal.web.own_questions import own_question, own_view, wrong
from portal.web.page import language_of, render, see
from portal.web.posting import Post, Posted, first
from portal.web.question_page import problems
from portal.web.state import installation_of, place_of
from portal.web.words import words

router = APIRouter(prefix="/track")
NUMBER, CODE = "number", "code"


@router.get("")
def ask(request: Request) -> Response:
    return _page(request, {})


def _page(
    request: Request, posted: Posted, mistakes: dict[str, Any] | None = None, status: int = 200, told: str = ""
) -> Response:
    installation, language = installation_of(request), language_of(request)
    said, wrongs = words(language), mistakes or {}
    asked = [
        own_view(installation, language, one, posted, wrongs.get(one.id, ()))
        for one in (
            own_question(NUMBER, "text", said["track.number"], help=said["track.number_help"]),
            own_question(CODE, "text", said["track.code"], help=said["track.code_help"]),
        )
    ]
    context = {"asked": asked, "problems": problems(asked), "told": told}
    return render(request, "pages/track/track.html", context, status=status)


@router.post("")
def look(request: Request, posted: Post) -> Response:
    """The same words for a number that is unknown and for a wrong code."""
    installation, said = installation_of(request), words(language_of(request))
    number, code = first(posted, NUMBER)[:100], first(posted, CODE)[:100]
    mistakes = {}
    if not read(number):
        mistakes[NUMBER] = (wrong(said["track.number_unclear"]),)
    if not read_code(code):
        mistakes[CODE] = (wrong(said["resume_code.unclear"]),)
    if mistakes:
        return _page(request, posted, mistakes, 422)
    try:
        with installation.database.write() as unit:
            try:
                count_try(installation, unit, number, place_of(request))
            finally:
                unit.commit()
    except TooMany:
        return _page(request, {NUMBER: [number]}, None, 429, said["resume_code.too_many"])
    with installation.database.write() as unit:
        row = track_application(installation, unit, Actor("visitor", "track", place=place_of(request)), number, code)
        token = _session(request, installation, unit, row) if row else ""
        unit.commit()
    if row is None:
        return _page(request, {NUMBER: [number]}, None, 422, said["track.wrong"])
    answer = see(request, f"/applications/{row.receipt_number}")
    set_cookie(request, answer, RESIDENT, token)
    return answer


def _session(request: Request, installation: Installation, unit: Unit, row: ApplicationRow) -> str:
    """A session that sees this application. Where its owner began or sent more, or comes back by mail, it is the session of a
    guest who is let in: a code opens what it was given for and nothing else."""
    end_session(unit, read_cookie(request, RESIDENT))
    owner = people.by_id(unit, row.person_id or "")
    alone = owner is not None and len(applications.of_person(unit, owner.id)) == 1
    alone = alone and owner is not None and not drafts.of_person(unit, owner.id)
    alone = alone and owner is not None and not drafts.discarded_of_person(unit, owner.id)
    if owner is not None and owner.issuer == GUEST and alone:
        return open_session(installation, unit, GUEST, person_id=owner.id)
    token = start_guest(installation, unit, place_of(request))
    session = find_session(installation, unit, GUEST, token)
    if session is not None and session.person_id is not None:
        track_codes.let_in(unit, row.id, session.person_id, to_micro(installation.clock.now()))
    return token
