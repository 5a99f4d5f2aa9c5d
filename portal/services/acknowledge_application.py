"""A machine has taken an application over: that is its hand-over (引渡し), once for each target, as by a layout. One batch holds what a
machine acknowledged on a day for a duty; it has no files."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, Problem
from portal.services.installation import Installation
from portal.services.machine import Machine
from portal.services.tell_machine import Told
from portal.services.write_audit import write_audit
from portal.store import hand_overs
from portal.store.hand_overs import BatchRow


def acknowledge_application(
    installation: Installation, unit: Unit, machine: Machine, told: Told, revision: int, matches: bool
) -> None:
    """`revision` of the answers that it has taken over; `matches`: it read what stands here now. The same again changes nothing.
    Problem acknowledged_before, not_ready, precondition_failed; Conflict if it moved on at this moment."""
    if told.acknowledged is not None:
        if told.acknowledged != revision:
            raise Problem("acknowledged_before")
        return
    if not told.given:
        raise Problem("not_ready")
    if not matches or revision != told.row.answers_revision:
        raise Problem("precondition_failed")
    row = told.row
    batch = _batch_of_today(installation, unit, machine, row.duty)
    if not hand_overs.add_one(unit, machine.target, batch, (row.id, row.answers_revision, row.state)):
        raise Conflict("acknowledge")
    write_audit(
        installation, unit, machine.actor, "acknowledge application", application_id=row.id, detail=str(revision)
    )


def _batch_of_today(installation: Installation, unit: Unit, machine: Machine, duty: str) -> int:
    """Its id; made by the first of the day."""
    at = machine.duties.index(duty) + 1
    number = f"A{installation.clock.today():%Y%m%d}-{machine.row.staff_id}-{at}"
    now = to_micro(installation.clock.now())
    proposed = BatchRow(0, number, machine.target, "1", duty, machine.row.staff_id, now, None, "", "[]")
    made = hand_overs.add_batch(unit, proposed)
    if made is not None:
        return made
    standing = hand_overs.by_number(unit, number)
    if standing is None:
        raise Conflict("batch")
    return standing.id
