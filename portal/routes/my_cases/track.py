from fastapi import Request
from fastapi.responses import Response

from portal.services.cases.cases import is_theirs
from portal.services.filing.track_application import count_try, let_in, track_application
from portal.services.shared.sessions import end_session
from portal.services.shared.write_audit import Actor
from portal.web.filing.who_files import filer_or_none
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, see_as
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import RESIDENT, installation_of, place_of, read_cookie
from portal.web.shared.words import words
from portal.web.signing.by_number import Coming, coming_page, read_typed, refuse_typed

router = Router("resident", prefix="/track", access=anyone())
COMING = Coming("pages/track/track.html", "track.code", "track.code_help", count_try)


@router.get("")
def ask(request: Request) -> Response:
    return coming_page(request, COMING, {})


@router.post("")
def look(request: Request, posted: Post) -> Response:
    installation, place = installation_of(request), place_of(request)
    typed = read_typed(request, COMING, posted)
    if isinstance(typed, Response):
        return typed
    with installation.database.change() as unit:
        row = track_application(installation, unit, Actor("visitor", "track", place=place), typed.number, typed.code)
        session = filer_or_none(request, unit)
        token = (
            "" if row is None or (session and is_theirs(unit, session, row)) else let_in(installation, unit, row, place)
        )
        if token:
            end_session(unit, read_cookie(request, RESIDENT))
    if row is None:
        return refuse_typed(request, COMING, typed, words(language_of(request))["track.wrong"])
    return see_as(request, f"/applications/{row.receipt_number}", token)
