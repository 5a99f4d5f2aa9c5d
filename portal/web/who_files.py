"""Who files: a resident who has signed in, or a guest where a procedure asks for no sign-in."""

from fastapi import Request

from forms.procedure import Procedure
from portal.db import Unit
from portal.errors import GuestEnded, SignInNeeded
from portal.services.sessions import GUEST, Session, find_session
from portal.services.start_guest import start_guest
from portal.web.cookies import RESIDENT, read_cookie
from portal.web.signed_in import resident, resident_or_none
from portal.web.state import installation_of, place_of


def filer_or_none(request: Request, unit: Unit) -> Session | None:
    """A resident, or a guest of a procedure that needs no sign-in. Owners are checked alike: a guest is a person who is
    known by this session alone."""
    session = resident_or_none(request, unit)
    if session is None:
        session = find_session(installation_of(request), unit, GUEST, read_cookie(request, RESIDENT))
        request.state.person = session
    return session


def filer(request: Request, unit: Unit) -> Session:
    """SignInNeeded if nobody is."""
    session = filer_or_none(request, unit)
    if session is None:
        raise SignInNeeded("resident")
    return session


def beginner(request: Request, unit: Unit, current: Procedure) -> tuple[Session, str]:
    """Who begins, and the token of a session that was opened for it ("" if there was one): a procedure without sign-in
    takes anybody, any other only who has signed in."""
    if current.sign_in != "none":
        return resident(request, unit), ""
    session = filer_or_none(request, unit)
    if session is not None:
        return session, ""
    installation = installation_of(request)
    token = start_guest(installation, unit, place_of(request))
    opened = find_session(installation, unit, GUEST, token)
    if opened is None:
        raise SignInNeeded("resident")
    return opened, token


def filer_of(request: Request, unit: Unit, procedure: str) -> Session:
    """As `filer`; where no sign-in was ever asked for, a guest's session has ended, and a card would not bring it back."""
    session = filer_or_none(request, unit)
    if session is None:
        free = any(one.id == procedure and one.sign_in == "none" for one in installation_of(request).catalogue.all())
        raise GuestEnded("guest") if free else SignInNeeded("resident")
    return session
