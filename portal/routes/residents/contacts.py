"""Verified by a code, except letters and one browser."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NoCompanyRight, NotFound, SignInNeeded
from portal.services.residents.choose_contact import CHANNELS, Way, choose_uses, remove_contact, ways_of
from portal.services.residents.fresh_sign_in import CHANGE_CONTACT, demand_fresh
from portal.services.residents.prove_contact import (
    MINUTES,
    asked_address,
    prove_mail,
    prove_mobile,
    read_mail,
    read_mobile,
    send_code,
    show_line_code,
    take_subscription,
    text_code,
)
from portal.services.shared.sessions import Session
from portal.store.residents import contacts
from portal.web.filing.who_files import filer
from portal.web.shared.access import anyone, signed_in
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading, resident_actor, writing
from portal.web.shared.words import words

_HERE = "/applications/contact"
router = Router("resident", prefix=_HERE)

_DID = frozenset({"proved", "proved_sms", "chosen", "removed", "subscribed"})


@router.get("", access=signed_in())
def show(request: Request) -> Response:
    with reading(request, _filer) as (_, unit, session):
        context = _overview(request, unit, session)
    did = request.query_params.get("did", "")
    flash = words(language_of(request))[f"contact.did.{did}"] if did in _DID else None
    return render(request, "pages/contacts/ways.html", context | {"flash": flash})


def _overview(
    request: Request, unit: Unit, session: Session, typed: str = "", problem: str = "", channel: str = "mail"
) -> dict[str, Any]:
    ways = ways_of(installation_of(request), unit, session.person_id or "")
    alerts = installation_of(request).alerts
    return {
        "ways": [way for way in ways if _may(session, way.channel) or _took_by_link(session, way)],
        "by_line": installation_of(request).account_provider is not None and session.seat is None,
        "fixed": session.returns,
        "typed": typed,
        "problem": problem,
        "wrong_way": channel if problem else "",
        "push_key": alerts.public_key if alerts is not None else "",
    }


def _filer(request: Request, unit: Unit, *, sending: bool = False) -> Session:
    # Older contacts demand the card again.
    installation = installation_of(request)
    session = filer(request, unit)
    if session.looks is not None:
        raise SignInNeeded("resident")
    if session.seat is not None and not session.seat.whole:
        raise NoCompanyRight("contact")  # notices of all its applications go there
    mine = contacts.of_person(unit, session.person_id or "")
    if not session.guest and any(row.state == "proved" and row.made_at < session.made_at for row in mine):
        demand_fresh(installation, session, CHANGE_CONTACT, sending=sending)
    return session


def _filer_with(request: Request, unit: Unit, channel: str, *, offered: bool = True) -> Session:
    session = _filer(request, unit, sending=True)
    if not (offered and _may(session, channel)):
        raise NotFound(channel)
    return session


def _may(session: Session, channel: str) -> bool:
    # Without a card no identity ties a postal address or messenger account.
    return channel == "mail" or not session.guest


def _is_fixed(unit: Unit, session: Session) -> bool:
    # Who has no card is known by this address: another one would be another person's account.
    mine = contacts.of_person(unit, session.person_id or "")
    return session.returns and any(row.channel == "mail" and row.state == "proved" for row in mine)


def _took_by_link(session: Session, way: Way) -> bool:
    return session.returns and way.channel == "line" and bool(way.state)


@router.post("/mail", access=signed_in())
def begin_mail(request: Request, posted: Post) -> Response:
    installation, language = installation_of(request), language_of(request)
    typed = first(posted, "mail")[:300]
    address, problem = read_mail(installation, typed, language)
    with installation.database.write() as unit:
        session = _filer(request, unit, sending=True)
        if installation.mailer is None or _is_fixed(unit, session):
            raise NotFound("mail")
        if not address:
            context = _overview(request, unit, session, typed, problem or words(language)["contact.mail.empty"])
            return render(request, "pages/contacts/ways.html", context, status=422)
        actor = resident_actor(request, session)
        send_code(installation, unit, actor, session.person_id or "", address, language)
        unit.commit()
    return see(request, "/applications/contact/mail")


@router.get("/mail", access=signed_in())
def ask_code(request: Request) -> Response:
    with reading(request, _filer) as (installation, unit, session):
        address = asked_address(installation, unit, session.person_id or "")
    if not address:
        return see(request, "/applications/contact")
    return _code_page(request, address, "mail")


@router.post("/mail/code", access=signed_in())
def take_code(request: Request, posted: Post) -> Response:
    with writing(request) as (installation, unit):
        session = _filer(request, unit, sending=True)
        person = session.person_id or ""
        address = asked_address(installation, unit, person)
        wrong = prove_mail(installation, unit, resident_actor(request, session), person, first(posted, "code"))
        unit.commit()
        if wrong == "ended":
            problem = words(language_of(request))["contact.code.ended"]
            context = _overview(request, unit, session, problem=problem)
            return render(request, "pages/contacts/ways.html", context, status=422)
    if wrong:
        return _code_page(request, address, "mail", "contact.code.wrong", first(posted, "code")[:20])
    return see(request, "/applications/contact?did=proved")


@router.get("/mail/code", access=anyone())
@router.get("/line", access=anyone())
@router.get("/sms/code", access=anyone())
def again(request: Request) -> Response:
    way = "sms" if "/sms/" in request.url.path else "mail"
    return see(request, f"{_HERE}/{way}" if request.url.path.endswith("code") else _HERE)


@router.post("/sms", access=signed_in())
def begin_text(request: Request, posted: Post) -> Response:
    installation, language = installation_of(request), language_of(request)
    typed = first(posted, "sms")[:40]
    number = read_mobile(typed)
    with installation.database.write() as unit:
        session = _filer_with(request, unit, "sms", offered=installation.texter is not None)
        if not number:
            context = _overview(request, unit, session, typed, words(language)["contact.sms.wrong"], "sms")
            return render(request, "pages/contacts/ways.html", context, status=422)
        actor = resident_actor(request, session)
        text_code(installation, unit, actor, session.person_id or "", number, language)
        unit.commit()
    return see(request, f"{_HERE}/sms")


@router.get("/sms", access=signed_in())
def ask_texted_code(request: Request) -> Response:
    with reading(request) as (installation, unit):
        number = asked_address(installation, unit, _filer(request, unit).person_id or "", "sms")
    return _code_page(request, number, "sms") if number else see(request, _HERE)


@router.post("/sms/code", access=signed_in())
def take_texted_code(request: Request, posted: Post) -> Response:
    with writing(request) as (installation, unit):
        session = _filer_with(request, unit, "sms", offered=installation.texter is not None)
        person = session.person_id or ""
        number = asked_address(installation, unit, person, "sms")
        wrong = prove_mobile(installation, unit, resident_actor(request, session), person, first(posted, "code"))
        unit.commit()
        if wrong == "ended":
            problem = words(language_of(request))["contact.code.ended"]
            context = _overview(request, unit, session, problem=problem, channel="sms")
            return render(request, "pages/contacts/ways.html", context, status=422)
    if wrong:
        return _code_page(request, number, "sms", "contact.sms.wrong_code", first(posted, "code")[:20])
    return see(request, f"{_HERE}?did=proved_sms")


def _code_page(request: Request, address: str, channel: str, wrong: str = "", typed: str = "") -> Response:
    context = {
        "address": address, "channel": channel, "minutes": MINUTES, "typed": typed,
        "problem": words(language_of(request))[wrong] if wrong else "",
    }  # fmt: skip
    return render(request, "pages/contacts/code.html", context, wrong=wrong)


@router.post("/line", access=signed_in())
def begin_line(request: Request, _posted: Post) -> Response:
    """Only this response has the code: the database stores its hash."""
    with changing(request) as (installation, unit):
        session = _filer_with(request, unit, "line", offered=installation.messenger is not None)
        code = show_line_code(
            installation, unit, resident_actor(request, session), session.person_id or "", language_of(request)
        )
    account = installation.settings.line_account
    context = {
        "code": f"{code[:4]} {code[4:]}", "minutes": MINUTES, "account": account,
        "friend": f"https://line.me/R/ti/p/{account}" if account else "",
    }  # fmt: skip
    return render(request, "pages/contacts/line.html", context)


@router.post("/push", access=signed_in())
def take_browser(request: Request, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        session = _filer_with(request, unit, "push", offered=installation.alerts is not None)
        take_subscription(
            installation, unit, resident_actor(request, session), session.person_id or "",
            first(posted, "subscription"), language_of(request),
        )  # fmt: skip
    return see(request, f"{_HERE}?did=subscribed")


@router.post("/{channel}/uses", access=signed_in())
def choose(request: Request, channel: str, posted: Post) -> Response:
    if channel not in CHANNELS:
        raise NotFound("channel")
    with changing(request) as (installation, unit):
        session = _filer(request, unit, sending=True)
        ways = ways_of(installation, unit, session.person_id or "")
        if not (_may(session, channel) or any(way.channel == channel and _took_by_link(session, way) for way in ways)):
            raise NotFound(channel)
        choose_uses(
            installation, unit, resident_actor(request, session), session.person_id or "", channel,
            posted.get("uses", []), language_of(request),
        )  # fmt: skip
    return see(request, "/applications/contact?did=chosen")


@router.post("/{channel}/remove", access=signed_in())
def remove(request: Request, channel: str, _posted: Post) -> Response:
    if channel not in CHANNELS:
        raise NotFound("channel")
    with changing(request) as (installation, unit):
        session = _filer(request, unit, sending=True)
        remove_contact(installation, unit, resident_actor(request, session), session.person_id or "", channel)
    return see(request, "/applications/contact?did=removed")
