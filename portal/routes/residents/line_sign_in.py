"""With a LINE account that its owner linked."""

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.interfaces import AdapterError, Callback
from portal.errors import SignInFailed
from portal.services.residents.sign_in_attempts import begin_attempt, consume_attempt
from portal.services.residents.sign_in_line import SIGN_IN, ask_provider, finish_sign_in, prepare
from portal.services.shared.sessions import LINE, end_session
from portal.web.shared.access import anyone
from portal.web.shared.page import inside, see
from portal.web.shared.router import Router
from portal.web.shared.state import RESIDENT, browser_of, installation_of, place_of, read_cookie, set_cookie

router = Router("resident", prefix="/sign-in/line", access=anyone())
_MY_PAGE = "/applications"


@router.get("")
def leave(request: Request, next: str = _MY_PAGE) -> Response:
    """A GET: CSP `form-action 'self'` blocks a post that redirects to another origin."""
    installation = installation_of(request)
    try:
        attempt, address = prepare(installation, SIGN_IN)
    except AdapterError as error:
        raise SignInFailed(error.code, next, way="line") from None
    with installation.database.write() as unit:
        begin_attempt(
            installation, unit, LINE, attempt.state, browser_of(request), place=place_of(request), asked=attempt,
            return_to=inside(next, _MY_PAGE),
        )  # fmt: skip
        unit.commit()
    return see(request, address)


@router.get("/callback", returns=True)
def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    installation, after = installation_of(request), _MY_PAGE
    callback = Callback(state[:500], code[:2000], error[:200])
    try:
        with installation.database.write() as unit:
            try:
                attempt = consume_attempt(installation.clock, unit, LINE, callback.state, browser_of(request))
            finally:
                unit.commit()  # used up, whatever LINE says
        after = inside(attempt.return_to, _MY_PAGE)
        assertion = ask_provider(installation, callback, attempt, SIGN_IN)
        with installation.database.write() as unit:
            token = finish_sign_in(installation, unit, assertion, place_of(request))
            end_session(unit, read_cookie(request, RESIDENT))  # its cookie is replaced, so nothing could end it later
            unit.commit()
    except (AdapterError, SignInFailed) as failed:
        raise SignInFailed(failed.code, after, way="line") from None
    response = see(request, after)
    set_cookie(request, response, RESIDENT, token)
    return response
