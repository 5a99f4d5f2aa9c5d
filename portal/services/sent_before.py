"""What somebody sent already and is still open, told before they send the same again: most who do never saw that it had arrived."""

from dataclasses import dataclass
from datetime import date

from forms.kind import WITHDRAWN
from forms.procedure import Procedure
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.store import applications


@dataclass(frozen=True)
class Before:
    receipt_number: str
    day: date


def sent_before(unit: Unit, procedure: Procedure, person_id: str | None) -> Before | None:
    """Their newest one of this procedure on which nothing is decided; None for a procedure that people file again and again, which
    tells no duplicates."""
    if procedure.duplicate is None or not person_id:
        return None
    rows = (
        row
        for row in applications.of_person(unit, person_id)
        if row.procedure == procedure.id and row.decided_at is None and row.state != WITHDRAWN
    )
    newest = max(rows, key=lambda row: row.arrived_at, default=None)
    return None if newest is None else Before(newest.receipt_number, tokyo_day(from_micro(newest.arrived_at)))
