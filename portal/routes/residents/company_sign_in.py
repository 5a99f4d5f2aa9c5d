"""Companies, through GビズID."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.residents.sign_in_company import finish_sign_in, round_trip
from portal.services.shared.sessions import end_session
from portal.web.residents import round_trip as trips
from portal.web.shared.access import anyone
from portal.web.shared.page import see
from portal.web.shared.router import Router
from portal.web.shared.state import RESIDENT, installation_of, place_of, read_cookie, set_cookie

router = Router("resident", prefix="/sign-in/company", access=anyone())


@router.get("")
def leave(request: Request, next: str = "") -> Response:
    return trips.leave(request, round_trip(installation_of(request)), next)


@router.get("/callback", returns=True)
def receive_callback(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    installation = installation_of(request)
    after, assertion = trips.finish_round_trip(request, round_trip(installation), state, code, error)
    with installation.database.change() as unit:
        end_session(unit, read_cookie(request, RESIDENT))  # a person's session and a company's never mix
        token = finish_sign_in(installation, unit, assertion, place_of(request))
    response = see(request, after)
    set_cookie(request, response, RESIDENT, token)
    return response
