"""The signed-in user, read in the route's unit of work (a dependency with a connection would deadlock)."""

from fastapi import Request

from portal.db import Unit
from portal.errors import NotAllowed, SignInNeeded
from portal.services.shared.actor import Actor
from portal.services.shared.rights import Member, member_of
from portal.services.shared.sessions import Session, find_session
from portal.services.staff.declare_disaster import standing_disaster
from portal.store.staff import disasters, staff_absences, staff_members
from portal.store.together import together
from portal.web.shared.cookies import RESIDENT, STAFF, read_cookie
from portal.web.shared.state import installation_of, place_of


def resident_or_none(request: Request, unit: Unit) -> Session | None:
    session = find_session(installation_of(request), unit, "resident", read_cookie(request, RESIDENT))
    request.state.person = session
    return session


def resident(request: Request, unit: Unit) -> Session:
    """Raises SignInNeeded."""
    session = resident_or_none(request, unit)
    if session is None:
        raise SignInNeeded("resident")
    return session


def resident_actor(request: Request, session: Session) -> Actor:
    return Actor("resident", session.person_id or "", place=place_of(request))


def member(request: Request, unit: Unit) -> Member:
    """With today's rights. Raises SignInNeeded; NotAllowed if none opens the page for any duty."""
    installation = installation_of(request)
    session = find_session(installation, unit, "staff", read_cookie(request, STAFF))
    if session is None:
        raise SignInNeeded("staff")
    today = installation.clock.today().isoformat()
    with together(unit) as ahead:
        if session.staff_id is not None:
            staff_members.by_id(ahead, session.staff_id)
            staff_members.rights(ahead, session.staff_id, today)
        disasters.standing(ahead, today)
        staff_absences.from_day_on(ahead, today)
    signed = member_of(installation.clock, unit, session, place_of(request))
    request.state.staff = signed
    request.state.staff_session = session
    if request.url.path.startswith(("/counter", "/desk")):
        request.state.disaster = standing_disaster(installation.clock, unit)
    request.scope["route"].access.demand(signed)
    return signed


def reviewer(request: Request, unit: Unit) -> Member:
    installation = installation_of(request)
    signed = member(request, unit)
    if not signed.duties("review", tuple(installation.city.duties)):
        raise NotAllowed("review")
    return signed
