"""Through the card provider, with sign-out."""

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from portal.services.finding.describe_procedure import NamedProcedure, name_procedure
from portal.services.residents.sign_in_resident import finish_sign_in, round_trip
from portal.services.shared.sessions import end_session, seconds_left
from portal.web.filing.who_files import company_offered, filer, is_by_line, line_offered, mail_offered, may_sign_in
from portal.web.residents import round_trip as trips
from portal.web.shared.access import anyone, signed_in
from portal.web.shared.page import inside, language_of, render, see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import RESIDENT, changing, drop_cookie, installation_of, read_cookie, resident_or_none

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
        "lost": "lost" in request.query_params,
        "by_mail": by_mail,
        "again": again,
        "by_card": installation_of(request).provider is not None,
        "wanted": _wanted(request, after),
        "by_company": by_company,
        "by_line": by_line,
    }
    return render(request, "pages/sign_in/sign_in.html", context)


def _wanted(request: Request, after: str) -> NamedProcedure | None:
    # Its page says how it is filed where the card is not taken.
    procedure = after.partition("?")[0].removeprefix("/apply/").partition("/")[0] if after.startswith("/apply/") else ""
    installation = installation_of(request)
    offered = (
        each
        for each in installation.catalogue.all()
        if each.sign_in == "card" or not may_sign_in(installation, each.sign_in)
    )
    wanted = next((each for each in offered if each.id == procedure), None)
    return name_procedure(wanted, language_of(request)) if wanted is not None else None


@router.get("/sign-in/card", access=anyone())
def leave(request: Request, next: str = "") -> Response:
    return trips.leave(request, round_trip(installation_of(request)), next)


@router.get("/sign-in/callback", access=anyone(), returns=True)
def receive_callback(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    return trips.enter(request, round_trip(installation_of(request)), state, code, error, finish_sign_in)


@router.post("/sign-out", access=anyone())
def sign_out(request: Request, _posted: Post) -> Response:
    with installation_of(request).database.change() as unit:
        end_session(unit, read_cookie(request, RESIDENT))
    response = see(request, "/")
    drop_cookie(request, response, RESIDENT)
    return response


@router.post("/session/extend", access=signed_in())
def extend(request: Request, _posted: Post) -> Response:
    """Seconds left."""
    with changing(request) as (installation, unit):
        filer(request, unit, looks=True)
    with installation.database.read() as unit:
        left = seconds_left(installation, filer(request, unit))
    return PlainTextResponse(str(left), headers={"Cache-Control": "no-store"})
