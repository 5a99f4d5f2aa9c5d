"""People who apply for a drawing, and the members who hold it. The window is November 2026."""

from typing import Any

from portal.clock import to_micro
from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.services.bookings.hold_drawing import drawing_of, hold_drawing, list_applied
from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.stop_application import NOW as AT_ONCE
from portal.services.my_cases.stop_application import stop_application
from portal.services.shared.catalogue import publish
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings import drawing_entries
from portal.store.bookings.drawing_entries import EntryRow
from tests.definitions.shelf import shelf
from tests.portal.later import at
from tests.portal.services.bookings.booking import resident
from tests.portal.world import PLACE, file_application

ONE, UNITS = "drawing", "drawing-units"
CLOSES = "2026-11-30"
AFTER = "2026-12-01T09:00:00+09:00"
DUTY = "care-qualification"


def offer(installation: Installation, *names: str) -> None:
    """Publishes these smallest definitions, and lets the seeds be promised."""
    publish(installation.database, [shelf()[name] for name in names], to_micro(installation.clock.now()))
    with installation.database.read() as unit:
        installation.catalogue.keep_up(unit)
    keep_drawings(installation)


def apply(installation: Installation, person: str, of: str = ONE, /, **answers: Any) -> tuple[Session, str]:
    """(session, receipt number)"""
    session = resident(installation, person)
    given = answers or {"name": {"family": person, "given": "花子"}}
    return session, file_application(installation, session, of=of, answers=given)


def after(installation: Installation) -> Installation:
    return at(installation, AFTER)


def hold(installation: Installation, member: Member, of: str = ONE, seen: int | None = None) -> int:
    with installation.database.write() as unit:
        row = drawing_of(unit, member, of, CLOSES)
        count = len(list_applied(installation, unit, row).candidates) if seen is None else seen
        drawn = hold_drawing(installation, unit, member, row, count)
        unit.commit()
    return drawn


def entries(installation: Installation, member: Member, of: str = ONE) -> list[EntryRow]:
    with installation.database.read() as unit:
        return drawing_entries.of(unit, drawing_of(unit, member, of, CLOSES).id)


def withdraw(installation: Installation, session: Session, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        stop_application(installation, unit, case, actor, AT_ONCE, "")
        unit.commit()
