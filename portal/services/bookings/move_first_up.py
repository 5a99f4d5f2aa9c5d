"""Returned money, or a larger budget, goes to the first in the queue; they are notified."""

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.bookings.commit_budget import move_up
from portal.services.shared.needs import Correspondence
from portal.services.shared.notify import Addressee, notify
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow


def move_first_up(installation: Correspondence, unit: Unit, procedure: Procedure, year: int) -> bool:
    """The caller commits and repeats."""
    application_id = move_up(installation, unit, procedure, year)
    row = applications.by_id(unit, application_id) if application_id is not None else None
    if row is None:
        return False
    notify_kept(installation, unit, row)
    return True


def notify_kept(installation: Correspondence, unit: Unit, row: ApplicationRow) -> None:
    to, number = Addressee(row.person_id, row.id), row.receipt_number
    notify(
        installation, unit, to, "budget_kept", link=f"/applications/{number}", once=f"budget:{row.id}", receipt=number
    )
