"""Sign-in through the city's identity provider."""

from fastapi import Request
from fastapi.responses import Response

from forms.complaints import Refused
from portal.errors import SignInFailed
from portal.logs import log
from portal.services.shared.sessions import end_session
from portal.services.staff.groups import read_staff_groups
from portal.services.staff.sign_in_by_city import finish_sign_in, round_trip
from portal.web.residents import round_trip as trips
from portal.web.shared.access import anyone
from portal.web.shared.page import see
from portal.web.shared.refused_sign_in import record_refusal
from portal.web.shared.router import Router
from portal.web.shared.state import STAFF, installation_of, place_of, read_cookie, set_cookie
from portal.web.staff.sign_in_page import sign_in_page

router = Router("staff", access=anyone())
_UNANSWERED = ("PROVIDER_UNAVAILABLE", "PROVIDER_TIMEOUT")


@router.get("/staff/sign-in/city")
def leave(request: Request, next: str = "") -> Response:
    try:
        return trips.leave(request, round_trip(installation_of(request)), next)
    except SignInFailed as failed:
        return _failed(request, failed.after, failed.code)


@router.get("/staff/sign-in/callback")
def receive_callback(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    installation = installation_of(request)
    try:
        after, assertion = trips.finish_round_trip(request, round_trip(installation), state, code, error)
    except SignInFailed as failed:
        return _failed(request, failed.after, failed.code)
    try:
        given = read_staff_groups(installation.city).rights(assertion.groups)
    except Refused as refused:  # the groups file has become invalid while the service runs
        log.error("staff groups", count=len(refused.complaints))
        return _failed(request, after, "GROUPS_BROKEN")
    with installation.database.change() as unit:
        token, problem = finish_sign_in(installation, unit, assertion, given, place_of(request))
        if token:
            end_session(unit, read_cookie(request, STAFF))  # its cookie is replaced, so nothing could end it later
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
