"""Who files: a resident who has signed in by card, somebody who proved a mail address, or a guest where a procedure asks for
no sign-in."""

from fastapi import Request

from forms.procedure import Procedure
from portal.db import Unit
from portal.errors import GuestEnded, SignInNeeded
from portal.services.fit_bundle import strictest
from portal.services.open_bundle import procedures_of
from portal.services.sessions import GUEST, MAIL, Session, find_session
from portal.services.start_guest import start_guest
from portal.web.cookies import RESIDENT, read_cookie
from portal.web.signed_in import resident, resident_or_none
from portal.web.state import installation_of, place_of


def filer_or_none(request: Request, unit: Unit) -> Session | None:
    """A resident, or a guest of a procedure that needs no sign-in. Owners are checked alike: a guest is a person who is
    known by this session alone."""
    session = resident_or_none(request, unit)
    for realm in (MAIL, GUEST):
        session = session or find_session(installation_of(request), unit, realm, read_cookie(request, RESIDENT))
    request.state.person = session
    return session


def reachable(request: Request, unit: Unit) -> Session:
    """A resident, or somebody who proved a mail address: whoever can come back, and be told of an answer. SignInNeeded."""
    session = filer(request, unit)
    if session.guest and not session.by_mail:
        raise SignInNeeded("resident")
    return session


def filer(request: Request, unit: Unit) -> Session:
    """SignInNeeded if nobody is."""
    session = filer_or_none(request, unit)
    if session is None:
        raise SignInNeeded("resident")
    return session


def beginner(request: Request, unit: Unit, current: Procedure) -> tuple[Session, str]:
    """Who begins, and the token of a session that was opened for it ("" if there was one): a procedure without sign-in
    takes anybody, one by mail whoever proved an address or has a card, any other only who signed in with a card."""
    if current.sign_in == "mail":
        return reachable(request, unit), ""
    if current.sign_in != "none":
        return resident(request, unit), ""
    return visitor(request, unit)


def visitor(request: Request, unit: Unit) -> tuple[Session, str]:
    """Whoever is here, and the token of a guest's session that was opened for it ("" if there was one)."""
    session = filer_or_none(request, unit)
    return (session, "") if session is not None else new_guest(request, unit)


def new_guest(request: Request, unit: Unit) -> tuple[Session, str]:
    """A session of a guest, and its token."""
    installation = installation_of(request)
    token = start_guest(installation, unit, place_of(request))
    session = find_session(installation, unit, GUEST, token)
    if session is None:
        raise SignInNeeded("resident")
    return session, token


def mail_offered(request: Request, unit: Unit, after: str) -> bool:
    """Whether a mail address is enough for what comes after: my page, or procedures that ask for no more, alone or together."""
    installation = installation_of(request)
    if installation.mailer is None:
        return False
    asked = [*after.partition("?")[0].split("/")[1:], "", "", ""]
    offered = {one.id: one for one in installation.catalogue.all()}
    match asked[:3]:
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
    known = [offered[one] for one in wanted if one in offered]
    return bool(known) and strictest(known).sign_in == "mail"


def filer_of(request: Request, unit: Unit, procedure: str) -> Session:
    """As `filer`; where no sign-in was ever asked for, a guest's session has ended, and a card would not bring it back."""
    session = filer_or_none(request, unit)
    if session is None:
        free = any(one.id == procedure and one.sign_in == "none" for one in installation_of(request).catalogue.all())
        raise GuestEnded("guest") if free else SignInNeeded("resident")
    return session
