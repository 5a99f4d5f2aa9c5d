"""With a LINE account that its owner linked."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.residents.sign_in_line import finish_sign_in, round_trip
from portal.web.residents import round_trip as trips
from portal.web.shared.access import anyone
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("resident", prefix="/sign-in/line", access=anyone())


@router.get("")
def leave(request: Request, next: str = "") -> Response:
    return trips.leave(request, round_trip(installation_of(request)), next)


@router.get("/callback", returns=True)
def receive_callback(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    return trips.enter(request, round_trip(installation_of(request)), state, code, error, finish_sign_in)
