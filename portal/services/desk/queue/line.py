"""One application in the desk's lists."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from portal.clock import day_of_micro
from portal.db import Unit
from portal.services.cases.audit_ground import names_in_list
from portal.services.cases.receiving_office import office_title
from portal.services.shared.city_rules import PORTAL_DOOR
from portal.services.shared.needs import Records
from portal.services.shared.official_words import Deadline, days_left, deadline
from portal.services.shared.rights import Member
from portal.services.staff.colleagues import name_for, substituting_for
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import corrections
from portal.store.imports import import_packages
from portal.store.staff import staff_members
from portal.store.together import together


class QueueLine(NamedTuple):
    receipt_number: str
    procedure: str
    name: str
    state: str
    due: Deadline | None  # None if decided
    answer_by: Deadline | None  # of an open correction
    assignee: str
    door: str
    arrived: date
    synthetic: bool = False  # test data without a real person
    revision: int = 0
    office: str = ""
    receiving: str = ""  # 受付の窓口


def queue_lines(
    installation: Records, unit: Unit, rows: Sequence[ApplicationRow], member: Member
) -> tuple[QueueLine, ...]:
    """As this member may see them, with a mark where they substitute."""
    today, instead = installation.clock.today(), substituting_for(installation.clock, unit, member.id)
    taken = {row.assignee_id for row in rows if row.assignee_id is not None}
    returned = [row.id for row in rows if row.state == "returned"]
    brought = [row.id for row in rows if row.door == PORTAL_DOOR]
    with together(unit) as ahead:
        for number in taken:
            staff_members.by_id(ahead, number)
        corrections.open_dues(ahead, returned)
        import_packages.synthetic_among(ahead, brought)
    staff = {number: staff_members.by_id(unit, number) for number in taken}
    asked, made_up = corrections.open_dues(unit, returned), import_packages.synthetic_among(unit, brought)
    names, version = names_in_list(installation, unit, member), installation.catalogue.version
    city, procedures = installation.city, {meaning: version(unit, meaning) for meaning in {row.meaning for row in rows}}
    offices = {duty: city.office(duty, today).office for duty in {row.duty for row in rows}}
    receiving = {id: office_title(city, id, today) for id in {row.office for row in rows}}
    colleague = cache(lambda number: name_for(staff.get(number or 0), instead))
    lines = []
    for row in rows:
        procedure = procedures[row.meaning]
        lines.append(
            QueueLine(
                row.receipt_number, procedure.title, names(row), row.state,
                None if row.decided_at is not None else deadline(today, row.due, row.state, procedure),
                days_left(today, asked[row.id]) if row.id in asked else None,
                colleague(row.assignee_id), row.door, day_of_micro(row.arrived_at),
                row.id in made_up, row.revision, offices[row.duty], receiving[row.office],
            )
        )  # fmt: skip
    return tuple(lines)
