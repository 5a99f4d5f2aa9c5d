"""Staff sign-in with password and code; sign-out. In demo and test, the codes of the demo staff."""

from urllib.parse import quote

import pyotp
from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from portal.errors import NotFound, TooMany
from portal.services.sessions import end_session, seconds_left
from portal.services.sign_in_staff import count_try, finish_sign_in, right_password, totp_secret
from portal.services.staff_passkeys import ask_to_use, sign_in_by_passkey
from portal.services.throttle import count_apart
from portal.store import staff_members
from portal.web.cookies import STAFF, browser_of, drop_cookie, read_cookie, set_cookie
from portal.web.page import inside, local, render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.staff_sign_in_page import sign_in_page
from portal.web.state import installation_of, place_of

router = Router()


@router.get("/staff/sign-in")
def show(request: Request, next: str = "/desk", again: str = "", kept: str = "") -> Response:
    return sign_in_page(request, inside(next, "/desk"), "kept" if kept else "again" if again else "")


@router.post("/staff/sign-in")
def sign_in(request: Request, posted: Post) -> Response:
    installation, place = installation_of(request), place_of(request)
    login = first(posted, "login").strip()[:100]
    after = inside(first(posted, "next"), "/desk")
    try:
        row = count_apart(installation, lambda unit: count_try(installation, unit, login, place))
    except TooMany:
        return sign_in_page(request, after, "too_many", login=login, status=429)
    right = right_password(row, first(posted, "password")[:200])
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, row, right, first(posted, "code"), place)
        if token:
            end_session(unit, read_cookie(request, STAFF))  # its cookie goes, and nobody could sign it out any more
        unit.commit()
    if token is None:
        return sign_in_page(request, after, "wrong", login=login, status=422)
    response = see(request, after)
    set_cookie(request, response, STAFF, token)
    return response


@router.get("/staff/sign-in/passkey")
def ask_passkey(request: Request) -> Response:
    """What the browser asks the passkey to sign."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        options = ask_to_use(installation, unit, browser_of(request), place_of(request))
        unit.commit()
    return Response(options, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post("/staff/sign-in/passkey")
def sign_in_passkey(request: Request, posted: Post) -> Response:
    installation, place = installation_of(request), place_of(request)
    after = inside(first(posted, "next"), "/desk")
    with installation.database.write() as unit:
        token = sign_in_by_passkey(installation, unit, first(posted, "credential"), browser_of(request), place)
        if token:
            end_session(unit, read_cookie(request, STAFF))
        unit.commit()
    if token is None:
        return sign_in_page(request, after, "passkey", status=422)
    response = see(request, after)
    set_cookie(request, response, STAFF, token)
    return response


@router.post("/staff/lock")
def lock(request: Request, _posted: Post) -> Response:
    """Signed out, and whoever signs in next goes on where it was. What was looked for there is nobody's business at the sign-in."""
    here = local(request, request.headers.get("referer", "/")).partition("?")[0]
    return _ended(request, "" if here == "/" else f"?next={quote(here)}")


@router.post("/staff/sign-out")
def sign_out(request: Request, _posted: Post) -> Response:
    return _ended(request)


def _ended(request: Request, query: str = "") -> Response:
    with installation_of(request).database.write() as unit:
        end_session(unit, read_cookie(request, STAFF))
        unit.commit()
    response = see(request, f"/staff/sign-in{query}")
    drop_cookie(request, response, STAFF)
    return response


@router.post("/staff/session/extend")
def extend(request: Request, _posted: Post) -> Response:
    """For the scripts of a page that stands still: how many seconds are left from now."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        member(request, unit)
        unit.commit()
    with installation.database.read() as unit:
        member(request, unit)  # as it stands now
    left = seconds_left(installation, request.state.staff_session)
    return PlainTextResponse(str(left), headers={"Cache-Control": "no-store"})


@router.get("/mock/codes")
def codes(request: Request) -> Response:
    """The authenticator of the demo staff: their codes now. NotFound in production."""
    installation = installation_of(request)
    if installation.settings.env == "production":
        raise NotFound("codes")
    now = installation.clock.now()
    with installation.database.read() as unit:
        rows = [
            (row.login, row.name, pyotp.TOTP(totp_secret(installation, row)).at(now.timestamp()))
            for row in staff_members.everyone(unit)
        ]
    return render(request, "pages/staff_sign_in/codes.html", {"rows": rows, "seconds": 30 - int(now.timestamp()) % 30})
