"""Sign-in through the city's identity provider."""

from fastapi import Request
from fastapi.responses import Response

from forms.complaints import Refused
from integrations.sockets.interfaces import AdapterError, Callback
from portal.errors import SignInFailed
from portal.logs import log
from portal.services.residents.sign_in_attempts import begin_attempt, consume_attempt
from portal.services.shared.sessions import end_session
from portal.services.staff.sign_in_by_city import REALM, ask_provider, finish_sign_in, prepare
from portal.web.shared.access import anyone
from portal.web.shared.page import inside, see
from portal.web.shared.refused_sign_in import record_refusal
from portal.web.shared.router import Router
from portal.web.shared.state import STAFF, browser_of, installation_of, place_of, read_cookie, set_cookie
from portal.web.staff.sign_in_page import sign_in_page

router = Router("staff", access=anyone())
_UNANSWERED = ("PROVIDER_UNAVAILABLE", "PROVIDER_TIMEOUT")


@router.get("/staff/sign-in/city")
def leave(request: Request, next: str = "/desk") -> Response:
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
                attempt = consume_attempt(installation.clock, unit, REALM, callback.state, browser_of(request))
            finally:
                unit.commit()  # used up, whatever the provider's callback says
        after = inside(attempt.return_to, after)
        assertion, given = ask_provider(installation, callback, attempt)
    except (AdapterError, SignInFailed) as failed:
        return _failed(request, after, failed.code)
    except Refused as refused:  # the groups file has become invalid while the service runs
        log.error("staff groups", count=len(refused.complaints))
        return _failed(request, after, "GROUPS_BROKEN")
    with installation.database.write() as unit:
        token, problem = finish_sign_in(installation, unit, assertion, given, place_of(request))
        if token:
            end_session(
                unit, read_cookie(request, STAFF)
            )  # its cookie is deleted, so nothing could end the session later
        unit.commit()
    if problem:
        return sign_in_page(request, after, problem, subject=assertion.subject, status=403)
    response = see(request, after)
    set_cookie(request, response, STAFF, token)
    return response


def _failed(request: Request, after: str, code: str) -> Response:
    record_refusal(request, "fail to sign in", code)
    if code == "USER_CANCELLED":
        return sign_in_page(request, after, "stopped", status=400)
    if code == "AUTH_NOT_FRESH":
        return sign_in_page(request, after, "stale", status=400)
    return sign_in_page(request, after, "city", status=503 if code in _UNANSWERED else 400)
