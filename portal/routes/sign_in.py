"""Resident sign-in: out to the card provider by a link, back with its answer; sign-out."""

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from integrations.interfaces import AdapterError, Callback
from portal.errors import SignInFailed
from portal.logs import log
from portal.services.sessions import end_session, seconds_left
from portal.services.sign_in_attempts import begin_attempt, consume_attempt
from portal.services.sign_in_resident import REALM, ask_provider, finish_sign_in, prepare
from portal.web.cookies import RESIDENT, browser_of, drop_cookie, read_cookie, set_cookie
from portal.web.page import inside, render, see
from portal.web.posting import Post
from portal.web.router import Router
from portal.web.signed_in import resident_or_none
from portal.web.state import installation_of, place_of
from portal.web.who_files import filer, mail_offered

router = Router()


@router.get("/sign-in")
def sign_in(request: Request, next: str = "/applications") -> Response:
    """Says what is needed before the browser leaves for the provider. `again`: an act wants to know once more who it is."""
    again = "again" in request.query_params
    with installation_of(request).database.read() as unit:
        if resident_or_none(request, unit) is not None and not again:
            return see(request, inside(next))
        after = inside(next, "/applications")
        by_mail = mail_offered(request, unit, after) and not again
    context = {"next": after, "kept": "kept" in request.query_params, "by_mail": by_mail, "again": again}
    return render(request, "pages/sign_in/sign_in.html", context)


@router.get("/sign-in/card")
def leave(request: Request, next: str = "/applications") -> Response:
    """By a link, not a form: `form-action 'self'` would stop a post that is redirected to another origin (tried)."""
    installation = installation_of(request)
    try:
        attempt, address = prepare(installation, fresh="again" in request.query_params)
    except AdapterError as error:
        log.warning("sign in", code=error.code)
        raise SignInFailed(error.code, next) from None
    with installation.database.write() as unit:
        begin_attempt(
            installation, unit, REALM, attempt.state, browser_of(request), place=place_of(request), asked=attempt,
            return_to=inside(next, "/applications"),
        )  # fmt: skip
        unit.commit()
    return see(request, address)


@router.get("/sign-in/callback")
def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    installation = installation_of(request)
    callback = Callback(state[:500], code[:2000], error[:200])
    with installation.database.write() as unit:
        try:
            attempt = consume_attempt(installation, unit, REALM, callback.state, browser_of(request))
        finally:
            unit.commit()  # used up, whatever the provider says next
    try:
        assertion = ask_provider(installation, callback, attempt)
    except AdapterError as failed:
        log.warning("sign in", code=failed.code)
        raise SignInFailed(failed.code, attempt.return_to) from None
    with installation.database.write() as unit:
        end_session(unit, read_cookie(request, RESIDENT))  # its cookie goes, and nobody could sign it out any more
        token = finish_sign_in(installation, unit, assertion, place_of(request))
        unit.commit()
    response = see(request, inside(attempt.return_to, "/applications"))
    set_cookie(request, response, RESIDENT, token)
    return response


@router.post("/sign-out")
def sign_out(request: Request, _posted: Post) -> Response:
    with installation_of(request).database.write() as unit:
        end_session(unit, read_cookie(request, RESIDENT))
        unit.commit()
    response = see(request, "/")
    drop_cookie(request, response, RESIDENT)
    return response


@router.post("/session/extend")
def extend(request: Request, _posted: Post) -> Response:
    """For the scripts of a page that stands still: how many seconds are left from now."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        filer(request, unit)
        unit.commit()
    with installation.database.read() as unit:
        left = seconds_left(installation, filer(request, unit))
    return PlainTextResponse(str(left), headers={"Cache-Control": "no-store"})
