"""An undecided earlier application."""

from dataclasses import dataclass
from datetime import date

from forms.definition.kind import WITHDRAWN
from forms.definition.procedure import Procedure
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.store.cases import applications


@dataclass(frozen=True)
class Before:
    receipt_number: str
    day: date


def sent_before(unit: Unit, procedure: Procedure, person_id: str | None) -> Before | None:
    """None if the procedure allows repeats."""
    if procedure.duplicate is None or not person_id:
        return None
    rows = (
        application
        for application in applications.of_person(unit, person_id)
        if application.procedure == procedure.id and application.decided_at is None and application.state != WITHDRAWN
    )
    newest = max(rows, key=lambda application: application.arrived_at, default=None)
    return None if newest is None else Before(newest.receipt_number, tokyo_day(from_micro(newest.arrived_at)))
