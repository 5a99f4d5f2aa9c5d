"""People who apply for a drawing, and the members who hold it. The window is November 2026."""

from typing import Any

from forms.scenarios.scenario_answers import read_answers
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
from tests.portal.results import examiner
from tests.portal.services.bookings.booking import resident
from tests.portal.world import PLACE, file_application

ONE, UNITS, SHIPPED = "drawing", "drawing-units", "shisetsu-chusen"
CLOSES = "2026-11-30"
AFTER = "2026-12-01T09:00:00+09:00"
DUTY = "care-qualification"
WON_ON = "2026-12-11T09:00:00+09:00"  # the shipped 施設の抽選 closes on 10 December


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


def seen_now(installation: Installation, member: Member, of: str = ONE) -> str:
    with installation.database.read() as unit:
        return list_applied(installation, unit, drawing_of(unit, member, of, CLOSES)).mark


def hold(installation: Installation, member: Member, of: str = ONE, seen: str | None = None) -> int:
    with installation.database.write() as unit:
        row = drawing_of(unit, member, of, CLOSES)
        mark = list_applied(installation, unit, row).mark if seen is None else seen
        drawn = hold_drawing(installation, unit, member, row, mark)
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


def win_shipped(installation: Installation) -> tuple[Installation, Session, str]:
    """Somebody won the hall's time on 6 February by the shipped drawing: the day of it, the winner, the receipt number."""
    keep_drawings(installation)
    procedure = installation.catalogue.current(SHIPPED)
    answers = read_answers(procedure, procedure.scenarios[0]["answers"]).answers
    number = file_application(installation, resident(installation, "高見本 太郎"), of=SHIPPED, answers=answers)
    late, member = at(installation, WON_ON), examiner(installation, SHIPPED)
    with late.database.write() as unit:
        row = drawing_of(unit, member, SHIPPED, "2026-12-10")
        assert hold_drawing(late, unit, member, row, list_applied(late, unit, row).mark) == 1
        unit.commit()
    return late, resident(late, "高見本 太郎"), number
