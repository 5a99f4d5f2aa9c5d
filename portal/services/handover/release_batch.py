"""A second person releases it (`second_person`)."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.handover import batch_steps, hand_overs
from portal.store.handover.batch_steps import RELEASED, TO_RELEASE, BatchStepRow
from portal.store.handover.hand_overs import BatchRow


def waits_for_release(unit: Unit, batch: BatchRow) -> bool:
    steps = batch_steps.by_batch(unit, [batch.id]).get(batch.id, frozenset())
    return TO_RELEASE in steps and RELEASED not in steps


def demand_release(unit: Unit, batch: BatchRow) -> None:
    """Raises Conflict while unreleased."""
    if waits_for_release(unit, batch):
        raise Conflict(f"batch {batch.number} waits for a second person")


def release_batch(installation: Basics, unit: Unit, member: Member, batch: BatchRow) -> bool:
    """Raises NotAllowed, also for its maker."""
    member.demand("export", batch.duty)
    if not waits_for_release(unit, batch):
        return False
    if made_it(member, batch):
        raise NotAllowed("release")
    held, now = hand_overs.count(unit, batch.origin), to_micro(installation.clock.now())
    row = BatchStepRow(0, f"{RELEASED}:{batch.id}", batch.id, RELEASED, now, str(member.actor), held)
    if added := batch_steps.add(unit, row):
        write_audit(installation, unit, member.actor, "release batch", detail=f"{batch.layout} {batch.number} {held}")
    return added


def made_it(member: Member, batch: BatchRow) -> bool:
    """False for the schedule and the command."""
    return batch.staff_id == member.id
