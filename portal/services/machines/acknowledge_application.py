"""引渡し, in one batch per day and duty."""

from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import Conflict, Problem, required
from portal.services.machines.case_for_machine import MachineCase
from portal.services.machines.machine import Machine
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import write_audit
from portal.store.handover import hand_overs
from portal.store.handover.hand_overs import BatchRow


def acknowledge_application(
    installation: Basics, unit: Unit, machine: Machine, application: MachineCase, revision: int, matches: bool
) -> None:
    """`matches`: it read the current state. Repeating is no error. Raises Problem acknowledged_before, not_ready,
    precondition_failed; Conflict."""
    if application.acknowledged is not None:
        if application.acknowledged != revision:
            raise Problem("acknowledged_before")
        return
    if not application.given:
        raise Problem("not_ready")
    if not matches or revision != application.row.answers_revision:
        raise Problem("precondition_failed")
    row = application.row
    batch = _batch_of_today(installation.clock, unit, machine, row.duty)
    if not hand_overs.add_one(unit, machine.target, batch, (row.id, row.answers_revision, row.state)):
        raise Conflict("acknowledge")
    write_audit(
        installation, unit, machine.actor, "acknowledge application", application_id=row.id, detail=str(revision)
    )


def _batch_of_today(clock: Clock, unit: Unit, machine: Machine, duty: str) -> int:
    position = machine.duties.index(duty) + 1
    number = f"A{clock.today():%Y%m%d}-{machine.row.staff_id}-{position}"
    now = to_micro(clock.now())
    proposed = BatchRow(0, number, machine.target, "1", duty, machine.row.staff_id, now, None, "", "[]")
    batch_id = hand_overs.add_batch(unit, proposed)
    if batch_id is not None:
        return batch_id
    existing = required(hand_overs.by_number(unit, number), Conflict("batch"))
    return existing.id
