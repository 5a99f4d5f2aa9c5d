"""One application as lists of the desk show it: queue, board, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.colleagues import name_for, standing_in
from portal.services.installation import Installation
from portal.services.name_principal import name_principal
from portal.services.official_words import Deadline, days_left, deadline
from portal.store import corrections, staff_members
from portal.store.applications import ApplicationRow


@dataclass(frozen=True)
class QueueLine:
    """`due` None: it is decided. `answer_by`: until when the applicant was asked to mend it, where it waits for that."""

    receipt_number: str
    procedure: str
    name: str
    state: str
    due: Deadline | None
    answer_by: Deadline | None
    assignee: str
    door: str
    arrived: date


def queue_lines(
    installation: Installation, unit: Unit, rows: Sequence[ApplicationRow], me: int = 0
) -> tuple[QueueLine, ...]:
    """In the order of the rows. `me`: who looks, so that it is told for whom they stand in."""
    today, instead = installation.clock.today(), standing_in(installation, unit, me) if me else ()
    taken = {row.assignee_id for row in rows if row.assignee_id is not None}
    staff = {number: staff_members.by_id(unit, number) for number in taken}
    asked = corrections.open_dues(unit, [row.id for row in rows if row.state == "returned"])
    lines = []
    for row in rows:
        procedure = installation.catalogue.version(unit, row.meaning)
        lines.append(
            QueueLine(
                row.receipt_number, procedure.title, name_principal(installation, unit, row), row.state,
                None if row.decided_at is not None else deadline(today, row.due, row.state, procedure),
                days_left(today, asked[row.id]) if row.id in asked else None,
                name_for(staff.get(row.assignee_id or 0), instead), row.door, tokyo_day(from_micro(row.arrived_at)),
            )
        )  # fmt: skip
    return tuple(lines)
