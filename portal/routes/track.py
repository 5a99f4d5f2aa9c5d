"""What was sent without sign-in, found again by its number and the secret beside it."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.errors import TooMany
from portal.services.actor import Actor
from portal.services.cases import is_theirs
from portal.services.receipt_number import read
from portal.services.sessions import end_session
from portal.services.short_code import read_code
from portal.services.track_application import count_try, let_in, track_application
from portal.web.cookies import RESIDENT, read_cookie, set_cookie
from portal.web.own_questions import own_question, own_view, wrong
from portal.web.page import language_of, render, see
from portal.web.posting import Post, Posted, first
from portal.web.question_page import problems
from portal.web.router import Router
from portal.web.state import installation_of, place_of
from portal.web.who_files import filer_or_none
from portal.web.words import words

router = Router(prefix="/track")
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
    installation, said, place = installation_of(request), words(language_of(request)), place_of(request)
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
                count_try(installation, unit, number, place)
            finally:
                unit.commit()
    except TooMany:
        return _page(request, {NUMBER: [number]}, None, 429, said["resume_code.too_many"])
    with installation.database.write() as unit:
        row = track_application(installation, unit, Actor("visitor", "track", place=place), number, code)
        session = filer_or_none(request, unit)
        token = (
            "" if row is None or (session and is_theirs(unit, session, row)) else let_in(installation, unit, row, place)
        )
        if token:
            end_session(unit, read_cookie(request, RESIDENT))
        unit.commit()
    if row is None:
        return _page(request, {NUMBER: [number]}, None, 422, said["track.wrong"])
    answer = see(request, f"/applications/{row.receipt_number}")
    if token:
        set_cookie(request, answer, RESIDENT, token)
    return answer
