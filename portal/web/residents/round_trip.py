from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.interfaces import AdapterError, Callback
from portal.db import Unit
from portal.errors import SignInFailed
from portal.logs import PROVIDER, log
from portal.services.residents.round_trip import RoundTrip
from portal.services.residents.sign_in_attempts import begin_attempt, consume_attempt
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import end_session
from portal.web.shared.page import inside, see, see_as
from portal.web.shared.state import RESIDENT, browser_of, installation_of, place_of, read_cookie

Known = TypeVar("Known")


def _failed(error: AdapterError, after: str, trip: RoundTrip[Known]) -> SignInFailed:
    # Which part of the provider's answer does not fit is in the text alone, which is for the log and names no person.
    if error.code != "USER_CANCELLED":
        log.warning(PROVIDER, detail=str(error))
    return SignInFailed(error.code, after, way=trip.way)


def address_of(request: Request, trip: RoundTrip[Known], after: str, *, fresh: bool = False) -> str:
    """Where the browser goes now. Raises SignInFailed."""
    installation, after = installation_of(request), inside(after, trip.home)
    try:
        attempt, address = trip.leave(fresh=fresh)
    except AdapterError as error:
        raise _failed(error, after, trip) from None
    with installation.database.change() as unit:
        begin_attempt(
            installation, unit, trip.realm, attempt.state, browser_of(request), place=place_of(request), asked=attempt,
            return_to=after,
        )  # fmt: skip
    return address


def leave(request: Request, trip: RoundTrip[Known], after: str) -> Response:
    """For a GET: CSP `form-action 'self'` blocks a post that redirects to another origin (tried). `?again` asks for a
    fresh sign-in. Raises SignInFailed."""
    return see(request, address_of(request, trip, after, fresh="again" in request.query_params))


def finish_round_trip(request: Request, trip: RoundTrip[Known], state: str, code: str, error: str) -> tuple[str, Known]:
    """Where the browser goes on, and who it is. Raises SignInFailed."""
    installation, after = installation_of(request), trip.home
    callback = Callback(state[:500], code[:2000], error[:200])
    try:
        with installation.database.write() as unit:
            try:
                attempt = consume_attempt(installation.clock, unit, trip.realm, callback.state, browser_of(request))
            finally:
                unit.commit()  # used up, whatever the provider's callback says
        after = inside(attempt.return_to, trip.home)
        return after, trip.finish(installation.clock, callback, attempt)
    except AdapterError as failed:
        raise _failed(failed, after, trip) from None
    except SignInFailed as failed:
        raise SignInFailed(failed.code, inside(failed.after, trip.home), way=trip.way) from None


def enter(
    request: Request, trip: RoundTrip[Known], state: str, code: str, error: str,
    finish: Callable[[Installation, Unit, Known, str], str],
) -> Response:  # fmt: skip
    # `finish` begins a session and gives its token. Raises SignInFailed.
    installation = installation_of(request)
    after, known = finish_round_trip(request, trip, state, code, error)
    with installation.database.change() as unit:
        end_session(unit, read_cookie(request, RESIDENT))  # its cookie is replaced, so nothing could end it later
        try:
            token = finish(installation, unit, known, place_of(request))
        except SignInFailed as failed:
            raise SignInFailed(failed.code, after, way=trip.way) from None
    return see_as(request, after, token)
