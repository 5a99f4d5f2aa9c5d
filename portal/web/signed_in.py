"""Who is signed in, asked inside the route's own unit of work (a dependency with a connection would deadlock)."""

from fastapi import Request

from portal.db import Unit
from portal.errors import NotAllowed, SignInNeeded
from portal.services.actor import Actor
from portal.services.declare_disaster import standing_disaster
from portal.services.rights import Member, member_of
from portal.services.sessions import Session, find_session
from portal.web.cookies import RESIDENT, STAFF, read_cookie
from portal.web.state import installation_of, place_of


def resident_or_none(request: Request, unit: Unit) -> Session | None:
    session = find_session(installation_of(request), unit, "resident", read_cookie(request, RESIDENT))
    request.state.person = session
    return session


def resident(request: Request, unit: Unit) -> Session:
    """SignInNeeded if nobody is."""
    session = resident_or_none(request, unit)
    if session is None:
        raise SignInNeeded("resident")
    return session


def resident_actor(request: Request, session: Session) -> Actor:
    return Actor("resident", session.person_id or "", place=place_of(request))


def member(request: Request, unit: Unit) -> Member:
    """The signed-in member of staff with today's rights. SignInNeeded if nobody is."""
    installation = installation_of(request)
    session = find_session(installation, unit, "staff", read_cookie(request, STAFF))
    if session is None:
        raise SignInNeeded("staff")
    found = member_of(installation, unit, session, place_of(request))
    request.state.staff = found
    request.state.staff_session = session
    if request.url.path.startswith(("/counter", "/desk")):
        request.state.disaster = standing_disaster(installation, unit)
    return found


def reviewer(request: Request, unit: Unit) -> Member:
    """`member`, who reviews some duty of the city; the session goes on. NotAllowed."""
    installation = installation_of(request)
    signed = member(request, unit)
    if not signed.duties("review", tuple(installation.city.duties)):
        raise NotAllowed("review")
    return signed
