"""Companies, through GビズID."""

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.interfaces import AdapterError, Callback
from portal.errors import SignInFailed
from portal.services.residents.sign_in_attempts import begin_attempt, consume_attempt
from portal.services.residents.sign_in_company import ask_provider, finish_sign_in, prepare
from portal.services.shared.sessions import COMPANY, end_session
from portal.web.shared.access import anyone
from portal.web.shared.page import inside, see
from portal.web.shared.router import Router
from portal.web.shared.state import RESIDENT, browser_of, installation_of, place_of, read_cookie, set_cookie

router = Router("resident", prefix="/sign-in/company", access=anyone())
_HERE = "/company"


@router.get("")
def leave(request: Request, next: str = _HERE) -> Response:
    """A GET: CSP `form-action 'self'` blocks a post that redirects to another origin."""
    installation = installation_of(request)
    try:
        attempt, address = prepare(installation, fresh="again" in request.query_params)
    except AdapterError as error:
        raise SignInFailed(error.code, next, way="company") from None
    with installation.database.write() as unit:
        begin_attempt(
            installation, unit, COMPANY, attempt.state, browser_of(request), place=place_of(request), asked=attempt,
            return_to=inside(next, _HERE),
        )  # fmt: skip
        unit.commit()
    return see(request, address)


@router.get("/callback", returns=True)
def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    installation, after = installation_of(request), _HERE
    callback = Callback(state[:500], code[:2000], error[:200])
    try:
        with installation.database.write() as unit:
            try:
                attempt = consume_attempt(installation.clock, unit, COMPANY, callback.state, browser_of(request))
            finally:
                unit.commit()  # used up, whatever the provider's callback says
        after = inside(attempt.return_to, _HERE)
        assertion = ask_provider(installation, callback, attempt)
    except (AdapterError, SignInFailed) as failed:
        raise SignInFailed(failed.code, after, way="company") from None
    with installation.database.write() as unit:
        end_session(unit, read_cookie(request, RESIDENT))  # a person's session and a company's never mix
        token = finish_sign_in(installation, unit, assertion, place_of(request))
        unit.commit()
    response = see(request, after)
    set_cookie(request, response, RESIDENT, token)
    return response
