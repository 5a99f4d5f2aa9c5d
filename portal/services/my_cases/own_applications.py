"""The applications of a resident."""

from collections.abc import Sequence

from portal.clock import Clock
from portal.db import Unit
from portal.services.shared.sessions import READ, Session
from portal.store.cases import applications, track_codes
from portal.store.cases.applications import ApplicationRow
from portal.store.signing import delegations


def own_applications(clock: Clock, unit: Unit, session: Session) -> list[ApplicationRow]:
    """Also those opened by number and code; without those of an ended mandate, and those its company lets this account
    not read."""
    person = session.person_id or ""
    came = track_codes.came_to(unit, person) if session.guest else []
    rows = applications.of_person(unit, person) + [
        row for application_id in came if (row := applications.by_id(unit, application_id)) is not None
    ]
    return [row for row in without_ended(clock, unit, rows) if session.may(READ, row.procedure)]


def without_ended(clock: Clock, unit: Unit, rows: Sequence[ApplicationRow]) -> list[ApplicationRow]:
    """Without those of an ended mandate."""
    over = delegations.over_of(unit, [row.id for row in rows], clock.today().isoformat())
    return [row for row in rows if row.id not in over]
