"""Somebody other than who made a batch looks at it and lets its files leave: where the layout says so (`second_person`)."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import batch_steps, hand_overs
from portal.store.batch_steps import RELEASED, TO_RELEASE, BatchStepRow
from portal.store.hand_overs import BatchRow


def waits_for_release(unit: Unit, batch: BatchRow) -> bool:
    """Until then its files are shown by name only."""
    stands = batch_steps.standing(unit, [batch.id]).get(batch.id, frozenset())
    return TO_RELEASE in stands and RELEASED not in stands


def demand_release(unit: Unit, batch: BatchRow) -> None:
    """Conflict while nobody let the files of this batch leave."""
    if waits_for_release(unit, batch):
        raise Conflict(f"batch {batch.number} waits for a second person")


def release_batch(installation: Installation, unit: Unit, member: Member, batch: BatchRow) -> bool:
    """False where it is released already, or need not be; the caller commits. NotAllowed for who made it, and for another duty."""
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
    """By the clock or by the command nobody of the section did: then anybody of it looks."""
    return batch.staff_id == member.id
