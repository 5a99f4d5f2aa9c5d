from dataclasses import replace

from fastapi import Request

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.errors import GuestEnded, NoCompanyRight, NotFound, SignInNeeded, required
from portal.services.bundles.fit_bundle import strictest
from portal.services.bundles.open_bundle import procedures_of
from portal.services.residents.company_rights import gives
from portal.services.residents.sign_in_company import with_seat
from portal.services.residents.sign_in_line import by_line
from portal.services.residents.start_guest import start_guest
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import (
    COMPANY,
    GUEST,
    LINE,
    RESIDENTS,
    SEND,
    WRITE,
    Session,
    find_session,
    find_session_of,
)
from portal.store.filing import drafts
from portal.web.shared.state import RESIDENT, installation_of, place_of, read_cookie, reading, resident


def filer_or_none(request: Request, unit: Unit, *, looks: bool = False) -> Session | None:
    """A guest is known only by this session. Raises SignInNeeded where LINE is not enough; `looks`: it is."""
    session = find_session_of(installation_of(request), unit, RESIDENTS, read_cookie(request, RESIDENT))
    changes = request.method not in ("GET", "HEAD")
    if session is not None and session.realm == COMPANY:
        session = with_seat(unit, session, changes=changes)
    elif session is not None and session.realm == GUEST and installation_of(request).city.track_shows_only:
        session = replace(session, shows_only=changes)
    elif session is not None and session.realm == LINE:
        session = by_line(installation_of(request), unit, session)
        if session.looks is not None and unit.writes and not looks:
            raise SignInNeeded("resident")
    request.state.person = session
    return session


def reachable(request: Request, unit: Unit) -> Session:
    """Can return and be notified. Raises SignInNeeded."""
    session = filer(request, unit)
    if session.guest and not session.returns:
        raise SignInNeeded("resident")
    return session


def filer(request: Request, unit: Unit, *, looks: bool = False) -> Session:
    """Raises SignInNeeded. `looks`: as in `filer_or_none`."""
    return required(filer_or_none(request, unit, looks=looks), SignInNeeded("resident"))


def company(request: Request, unit: Unit) -> Session:
    """An account of a company. Raises SignInNeeded; NotFound for a person, who has no such page."""
    session = filer(request, unit)
    if session.seat is None:
        raise NotFound("company")
    return session


def company_or_none(request: Request, unit: Unit) -> Session | None:
    session = find_session(installation_of(request), unit, COMPANY, read_cookie(request, RESIDENT))
    return with_seat(unit, session, changes=False) if session is not None else None


def lacks(session: Session | None, *procedures: str) -> str:
    # The key of the words for a company's account that may not write, or not send; "" for anybody else.
    if session is None or session.seat is None or all(session.may(SEND, procedure) for procedure in procedures):
        return ""
    writes = all(session.may(WRITE, procedure) for procedure in procedures)
    return "company.writes_only" if writes else "company.may_not.write"


def mandator(request: Request, unit: Unit) -> Session:
    """Who may have given a mandate: a person with their card, or the prime account of a company. Raises SignInNeeded,
    NoCompanyRight."""
    session = filer_or_none(request, unit)
    if session is None or session.seat is None:
        return resident(request, unit)
    if not gives(unit, session):
        raise NoCompanyRight("mandate")
    return session


def beginner(request: Request, unit: Unit, current: Procedure) -> tuple[Session, str]:
    """Raises SignInNeeded, NoCompanyRight."""
    if current.sign_in not in ("mail", "none"):
        return resident(request, unit), ""
    session, token = (reachable(request, unit), "") if current.sign_in == "mail" else visitor(request, unit)
    session.demand(WRITE, current.id)
    return session, token


def keeps_draft(request: Request, procedure: str) -> bool:
    with reading(request, filer_or_none) as (_, unit, session):
        own = drafts.of_person(unit, session.person_id or "") if session is not None else []
    return any(row.procedure == procedure for row in own)


def visitor(request: Request, unit: Unit) -> tuple[Session, str]:
    session = filer_or_none(request, unit)
    return (session, "") if session is not None else new_guest(request, unit)


def new_guest(request: Request, unit: Unit) -> tuple[Session, str]:
    installation = installation_of(request)
    token = start_guest(installation, unit, place_of(request))
    session = required(find_session(installation, unit, GUEST, token), SignInNeeded("resident"))
    return session, token


def may_sign_in(installation: Installation, level: str) -> bool:
    # Whether there is a way to sign in for what demands `level`.
    light = (installation.mailer, installation.account_provider, installation.company_provider)
    return (
        level == "none"
        or installation.provider is not None
        or (level == "mail" and any(way is not None for way in light))
    )


def mail_offered(request: Request, unit: Unit, after: str) -> bool:
    return installation_of(request).mailer is not None and _without_card(request, unit, after)


def line_offered(request: Request, unit: Unit, after: str) -> bool:
    return installation_of(request).account_provider is not None and _without_card(request, unit, after)


def is_by_line(request: Request, unit: Unit) -> bool:
    """This browser is signed in by LINE: what leads to the sign-in needs the card."""
    return find_session(installation_of(request), unit, LINE, read_cookie(request, RESIDENT)) is not None


def company_offered(request: Request, unit: Unit, after: str) -> bool:
    if installation_of(request).company_provider is None:
        return False
    return after.startswith(("/company", "/mandates")) or _without_card(request, unit, after)


def _without_card(request: Request, unit: Unit, after: str) -> bool:
    installation = installation_of(request)
    segments = [*after.partition("?")[0].split("/")[1:], "", "", ""]
    offered = {current.id: current for current in installation.catalogue.all()}
    match segments[:3]:
        case ["applications", *_]:
            return True
        case ["apply", procedure, _]:
            wanted = [procedure]
        case ["bundles", "start", procedures]:
            wanted = procedures.split(",")
        case ["bundles", bundle, _]:
            wanted = procedures_of(unit, bundle)
        case _:
            return False
    known = [offered[procedure_id] for procedure_id in wanted if procedure_id in offered]
    return bool(known) and strictest(known).sign_in == "mail"


def filer_of(request: Request, unit: Unit, procedure: str) -> Session:
    """Raises SignInNeeded, or GuestEnded if a card would not restore it."""
    session = filer_or_none(request, unit)
    if session is None:
        free = any(
            offered.id == procedure and offered.sign_in == "none"
            for offered in installation_of(request).catalogue.all()
        )
        raise GuestEnded("guest") if free else SignInNeeded("resident")
    return session
