"""Staff sign-in at the city's own provider: out by a link, back with its answer."""

from fastapi import Request
from fastapi.responses import Response

from forms.complaints import Refused
from integrations.interfaces import AdapterError, Callback
from portal.errors import SignInFailed
from portal.logs import log
from portal.services.sessions import end_session
from portal.services.sign_in_attempts import begin_attempt, consume_attempt
from portal.services.sign_in_by_city import REALM, ask_provider, finish_sign_in, prepare
from portal.web.cookies import STAFF, browser_of, read_cookie, set_cookie
from portal.web.page import inside, see
from portal.web.router import Router
from portal.web.staff_sign_in_page import sign_in_page
from portal.web.state import installation_of, place_of

router = Router()
_UNANSWERED = ("PROVIDER_UNAVAILABLE", "PROVIDER_TIMEOUT")


@router.get("/staff/sign-in/city")
def leave(request: Request, next: str = "/desk") -> Response:
    """By a link, as residents leave for their card."""
    installation, after = installation_of(request), inside(next, "/desk")
    try:
        attempt, address = prepare(installation, fresh="again" in request.query_params)
    except AdapterError as error:
        return _failed(request, after, error.code)
    with installation.database.write() as unit:
        begin_attempt(
            installation, unit, REALM, attempt.state, browser_of(request), place=place_of(request), asked=attempt,
            return_to=after,
        )  # fmt: skip
        unit.commit()
    return see(request, address)


@router.get("/staff/sign-in/callback")
def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    installation = installation_of(request)
    callback, after = Callback(state[:500], code[:2000], error[:200]), "/desk"
    try:
        with installation.database.write() as unit:
            try:
                attempt = consume_attempt(installation, unit, REALM, callback.state, browser_of(request))
            finally:
                unit.commit()  # used up, whatever the provider says next
        after = inside(attempt.return_to, after)
        assertion, given = ask_provider(installation, callback, attempt)
    except (AdapterError, SignInFailed) as failed:
        return _failed(request, after, failed.code)
    except Refused as refused:  # the file of groups was broken while the service runs
        log.error("staff groups", count=len(refused.complaints))
        return _failed(request, after, "GROUPS_BROKEN")
    with installation.database.write() as unit:
        token, problem = finish_sign_in(installation, unit, assertion, given, place_of(request))
        if token:
            end_session(unit, read_cookie(request, STAFF))  # its cookie goes, and nobody could sign it out any more
        unit.commit()
    if problem:
        return sign_in_page(request, after, problem, subject=assertion.subject, status=403)
    response = see(request, after)
    set_cookie(request, response, STAFF, token)
    return response


def _failed(request: Request, after: str, code: str) -> Response:
    log.warning("staff sign in", code=code)
    if code == "USER_CANCELLED":
        return sign_in_page(request, after, "stopped", status=400)
    if code == "AUTH_NOT_FRESH":
        return sign_in_page(request, after, "stale", status=400)
    return sign_in_page(request, after, "city", status=503 if code in _UNANSWERED else 400)
