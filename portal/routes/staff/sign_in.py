from urllib.parse import quote

import pyotp
from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from portal.errors import NotFound, TooMany
from portal.services.shared.sessions import end_session, seconds_left
from portal.services.shared.throttle import count_apart
from portal.services.staff.known_device import device_of, remembered
from portal.services.staff.passkeys import ask_to_use, sign_in_by_passkey
from portal.services.staff.sign_in_by_city import START
from portal.services.staff.sign_in_by_password import count_try, finish_sign_in, right_password, totp_secret
from portal.store.staff import staff_members
from portal.web.shared.access import any_staff, anyone
from portal.web.shared.page import inside, local, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import (
    DEVICE,
    STAFF,
    TYPED,
    browser_of,
    changing,
    drop_cookie,
    installation_of,
    member,
    place_of,
    read_cookie,
    set_cookie,
)
from portal.web.staff.sign_in_page import sign_in_page

router = Router("staff")
_DEVICE_DAYS = 180


@router.get("/staff/sign-in", access=anyone())
def show(request: Request, next: str = START, again: str = "", kept: str = "") -> Response:
    return sign_in_page(request, inside(next, START), "kept" if kept else "again" if again else "")


@router.post("/staff/sign-in", access=anyone())
def sign_in(request: Request, posted: Post) -> Response:
    installation, place = installation_of(request), place_of(request)
    login = first(posted, "login").strip()[:100]
    after = inside(first(posted, "next"), START)
    device = device_of(installation.throttle_key, read_cookie(request, DEVICE), login)
    try:
        row = count_apart(installation.database, lambda unit: count_try(installation, unit, login, place, device))
    except TooMany:
        return sign_in_page(request, after, "too_many", login=login, status=429)
    right = right_password(row, first(posted, "password"))
    with installation.database.change() as unit:
        token = finish_sign_in(installation, unit, row, right, first(posted, "code"), place, device)
        if token:
            end_session(
                unit, read_cookie(request, STAFF)
            )  # its cookie is deleted, so nothing could end the session later
    if token is None:
        return sign_in_page(request, after, "wrong", login=login, status=422)
    response = see(request, after)
    set_cookie(request, response, STAFF, token)
    known = remembered(installation.throttle_key, read_cookie(request, DEVICE), login)
    set_cookie(request, response, DEVICE, known, days=_DEVICE_DAYS)
    return response


@router.get(START, access=any_staff())
def start(request: Request) -> Response:
    with changing(request) as (installation, unit):
        signed = member(request, unit)
    # For a clerk of the counter the queue holds the cases of others.
    every = tuple(installation.city.duties)
    enters, reviews = signed.duties("enter", every), signed.duties("review", every)
    at_counter = len(enters) > len(reviews) and (not reviews or enters == every)
    return see(request, "/counter" if at_counter else "/desk")


@router.get("/staff/sign-in/passkey", access=anyone())
def ask_passkey(request: Request) -> Response:
    with changing(request) as (installation, unit):
        options = ask_to_use(installation, unit, browser_of(request), place_of(request))
    return Response(options, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post("/staff/sign-in/passkey", access=anyone())
def sign_in_passkey(request: Request, posted: Post) -> Response:
    installation, place = installation_of(request), place_of(request)
    after = inside(first(posted, "next"), START)
    with installation.database.change() as unit:
        token = sign_in_by_passkey(installation, unit, first(posted, "credential"), browser_of(request), place)
        if token:
            end_session(unit, read_cookie(request, STAFF))
    if token is None:
        return sign_in_page(request, after, "passkey", status=422)
    response = see(request, after)
    set_cookie(request, response, STAFF, token)
    return response


@router.post("/staff/lock", access=anyone())
def lock(request: Request, _posted: Post) -> Response:
    """Drops the URL's query, which may contain search words."""
    address = local(request, request.headers.get("referer", "/")).partition("?")[0]
    return _ended(request, "" if address == "/" else f"?next={quote(address)}")


@router.post("/staff/sign-out", access=anyone())
def sign_out(request: Request, _posted: Post) -> Response:
    response = _ended(request)
    drop_cookie(request, response, TYPED)
    return response


def _ended(request: Request, query: str = "") -> Response:
    with installation_of(request).database.change() as unit:
        end_session(unit, read_cookie(request, STAFF))
    response = see(request, f"/staff/sign-in{query}")
    drop_cookie(request, response, STAFF)
    return response


@router.post("/staff/session/extend", access=any_staff())
def extend(request: Request, _posted: Post) -> Response:
    """Seconds left."""
    with changing(request) as (installation, unit):
        member(request, unit)
    with installation.database.read() as unit:
        member(request, unit)  # the current state
    left = seconds_left(installation, request.state.staff_session)
    return PlainTextResponse(str(left), headers={"Cache-Control": "no-store"})


@router.get("/mock/codes", access=anyone())
def codes(request: Request) -> Response:
    """Demo staff only. Raises NotFound in production."""
    installation = installation_of(request)
    if installation.settings.env == "production":
        raise NotFound("codes")
    now = installation.clock.now()
    with installation.database.read() as unit:
        rows = [
            (row.login, row.name, pyotp.TOTP(totp_secret(installation.keys, row)).at(now.timestamp()))
            for row in staff_members.everyone(unit)
        ]
    return render(request, "pages/staff_sign_in/codes.html", {"rows": rows, "seconds": 30 - int(now.timestamp()) % 30})
