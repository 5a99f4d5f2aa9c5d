"""For procedures that require no more."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound
from portal.services.residents.prove_contact import MINUTES, read_mail
from portal.services.residents.sign_in_mail import ask_mail_code, finish_mail_sign_in, on_its_way
from portal.services.shared.sessions import GUEST, end_session
from portal.web.filing.who_files import filer_or_none, mail_offered, visitor
from portal.web.shared.access import anyone
from portal.web.shared.page import inside, language_of, render, see, see_as, way_back
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import RESIDENT, installation_of, place_of, read_cookie, resident_actor
from portal.web.shared.words import words

router = Router("resident", prefix="/sign-in/mail", access=anyone())
_MY_PAGE = "/applications"


def _there(request: Request, unit: Unit, after: str) -> bool:
    session = filer_or_none(request, unit)
    if installation_of(request).mailer is None or not mail_offered(request, unit, after):
        raise NotFound("mail")
    return session is not None and session.realm != GUEST


@router.get("")
def ask_address(request: Request, next: str = _MY_PAGE) -> Response:
    after = inside(next, _MY_PAGE)
    with installation_of(request).database.read() as unit:
        if _there(request, unit, after):
            return see(request, after)
    return _address_page(request, after)


def _address_page(request: Request, after: str, typed: str = "", problem: str = "") -> Response:
    context = {"next": after, "typed": typed, "problem": problem, "problems": [(problem, "mail")] if problem else []}
    return render(request, "pages/sign_in/mail.html", context, wrong=problem)


@router.post("")
def send(request: Request, posted: Post) -> Response:
    """The code works only in this browser."""
    installation, language = installation_of(request), language_of(request)
    after, typed = inside(first(posted, "next"), _MY_PAGE), first(posted, "mail")[:300]
    address, problem = read_mail(installation, typed, language)
    with installation.database.write() as unit:
        if _there(request, unit, after):
            return see(request, after)
        if not address:
            return _address_page(request, after, typed, problem or words(language)["contact.mail.empty"])
        session, token = visitor(request, unit)
        ask_mail_code(installation, unit, session, resident_actor(request, session), address, language)
        unit.commit()
    return see_as(request, way_back("/sign-in/mail/code", after), token)


@router.get("/code")
def ask_code(request: Request, next: str = _MY_PAGE) -> Response:
    installation, after = installation_of(request), inside(next, _MY_PAGE)
    with installation.database.read() as unit:
        if _there(request, unit, after):
            return see(request, after)
        session = filer_or_none(request, unit)
        address = on_its_way(installation, unit, session) if session else ""
    if not address:
        return see(request, way_back("/sign-in/mail", after))
    return _code_page(request, after, address)


def _code_page(request: Request, after: str, address: str, typed: str = "", problem: str = "") -> Response:
    texts = words(language_of(request))
    context = {
        "next": after, "address": address, "minutes": MINUTES, "typed": typed, "problem": problem,
        "problems": [(problem, "code")] if problem else [], "again": way_back("/sign-in/mail", after),
        "action": "/sign-in/mail/code", "go": texts["mail_sign_in.go"], "again_words": texts["contact.code.again"],
    }  # fmt: skip
    return render(request, "pages/sign_in/mail_code.html", context, wrong=problem)


@router.post("/code")
def take(request: Request, posted: Post) -> Response:
    installation, texts = installation_of(request), words(language_of(request))
    after, typed = inside(first(posted, "next"), _MY_PAGE), first(posted, "code")[:40]
    with installation.database.write() as unit:
        if _there(request, unit, after):
            return see(request, after)
        session = filer_or_none(request, unit)
        if session is None:
            return see(request, way_back("/sign-in/mail", after))
        address = on_its_way(installation, unit, session)
        token, problem = finish_mail_sign_in(installation, unit, session, typed, place_of(request))
        if token:
            end_session(unit, read_cookie(request, RESIDENT))
        unit.commit()
    if problem == "wrong":
        return _code_page(request, after, address, typed[:20], texts["contact.code.wrong"])
    if problem:
        return _address_page(request, after, problem=texts["contact.code.ended"])
    return see_as(request, after, token)
