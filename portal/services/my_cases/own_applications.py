from collections.abc import Sequence

from portal.clock import Clock
from portal.db import Unit
from portal.services.shared.sessions import READ, WRITE, Session
from portal.store.bundles import bundles
from portal.store.cases import applications, track_codes
from portal.store.cases.applications import ApplicationRow
from portal.store.filing import drafts
from portal.store.filing.drafts import DraftRow
from portal.store.signing import delegations


def own_applications(clock: Clock, unit: Unit, session: Session) -> list[ApplicationRow]:
    """Also those opened by number and code; without those this session may not read."""
    person = session.person_id or ""
    came = track_codes.applications_of_person(unit, person) if session.guest else []
    rows = applications.of_person(unit, person) + [
        row for application_id in came if (row := applications.by_id(unit, application_id)) is not None
    ]
    return [row for row in without_ended(clock, unit, rows) if session.may(READ, row.procedure)]


def without_ended(clock: Clock, unit: Unit, rows: Sequence[ApplicationRow]) -> list[ApplicationRow]:
    """Without those of an ended mandate."""
    over = delegations.over_of(unit, [row.id for row in rows], clock.today().isoformat())
    return [row for row in rows if row.id not in over]


def own_drafts(unit: Unit, session: Session) -> list[DraftRow]:
    """Without those its company lets this account not write, in a bundle for any part."""
    rows = drafts.of_person(unit, session.person_id or "")
    if session.seat is None and session.looks is None:
        return rows
    together = bundles.of_parts(unit, [row.id for row in rows])
    barred = {together.get(row.id, row.id) for row in rows if not session.may(WRITE, row.procedure)}
    return [row for row in rows if together.get(row.id, row.id) not in barred]
