"""Through the card provider, with sign-out."""

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from integrations.sockets.interfaces import AdapterError, Callback
from portal.errors import SignInFailed
from portal.services.residents.sign_in_attempts import begin_attempt, consume_attempt
from portal.services.residents.sign_in_resident import REALM, ask_provider, finish_sign_in, prepare
from portal.services.shared.sessions import end_session, seconds_left
from portal.web.filing.who_files import company_offered, filer, is_by_line, line_offered, mail_offered
from portal.web.shared.access import anyone, signed_in
from portal.web.shared.page import inside, render, see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import (
    RESIDENT,
    browser_of,
    drop_cookie,
    installation_of,
    place_of,
    read_cookie,
    resident_or_none,
    set_cookie,
)

router = Router("resident")


@router.get("/sign-in", access=anyone())
def sign_in(request: Request, next: str = "/applications") -> Response:
    again = "again" in request.query_params
    with installation_of(request).database.read() as unit:
        if resident_or_none(request, unit) is not None and not again:
            return see(request, inside(next))
        after = inside(next, "/applications")
        light = not again and not is_by_line(request, unit)
        by_mail = light and mail_offered(request, unit, after)
        by_line = light and line_offered(request, unit, after)
        by_company = company_offered(request, unit, after)
    context = {
        "next": after,
        "kept": "kept" in request.query_params,
        "by_mail": by_mail,
        "again": again,
        "by_company": by_company,
        "by_line": by_line,
    }
    return render(request, "pages/sign_in/sign_in.html", context)


@router.get("/sign-in/card", access=anyone())
def leave(request: Request, next: str = "/applications") -> Response:
    """A GET: CSP `form-action 'self'` blocks a post that redirects to another origin (tried)."""
    installation = installation_of(request)
    try:
        attempt, address = prepare(installation, fresh="again" in request.query_params)
    except AdapterError as error:
        raise SignInFailed(error.code, next) from None
    with installation.database.write() as unit:
        begin_attempt(
            installation, unit, REALM, attempt.state, browser_of(request), place=place_of(request), asked=attempt,
            return_to=inside(next, "/applications"),
        )  # fmt: skip
        unit.commit()
    return see(request, address)


@router.get("/sign-in/callback", access=anyone(), returns=True)
def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    installation = installation_of(request)
    callback = Callback(state[:500], code[:2000], error[:200])
    with installation.database.write() as unit:
        try:
            attempt = consume_attempt(installation.clock, unit, REALM, callback.state, browser_of(request))
        finally:
            unit.commit()  # used up, whatever the provider's callback says
    try:
        assertion = ask_provider(installation, callback, attempt)
    except AdapterError as failed:
        raise SignInFailed(failed.code, attempt.return_to) from None
    with installation.database.write() as unit:
        end_session(
            unit, read_cookie(request, RESIDENT)
        )  # its cookie is deleted, so nothing could end the session later
        token = finish_sign_in(installation, unit, assertion, place_of(request))
        unit.commit()
    response = see(request, inside(attempt.return_to, "/applications"))
    set_cookie(request, response, RESIDENT, token)
    return response


@router.post("/sign-out", access=anyone())
def sign_out(request: Request, _posted: Post) -> Response:
    with installation_of(request).database.write() as unit:
        end_session(unit, read_cookie(request, RESIDENT))
        unit.commit()
    response = see(request, "/")
    drop_cookie(request, response, RESIDENT)
    return response


@router.post("/session/extend", access=signed_in())
def extend(request: Request, _posted: Post) -> Response:
    """Seconds left."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        filer(request, unit, looks=True)
        unit.commit()
    with installation.database.read() as unit:
        left = seconds_left(installation, filer(request, unit))
    return PlainTextResponse(str(left), headers={"Cache-Control": "no-store"})
