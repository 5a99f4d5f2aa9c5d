"""The receiver of a batch says how many it took and by which sum: if that is what left, the batch is closed, and is not issued again."""

import uuid
from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.hand_over import listed_files
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import batch_steps, hand_overs
from portal.store.batch_steps import ACKNOWLEDGED, DIFFERS, BatchStepRow
from portal.store.hand_overs import BatchRow

LEAST_OF_SUM, MOST_OF_SUM = 8, 64


@dataclass(frozen=True)
class Told:
    """What came back. `sum`: hex, the beginning of a SHA-256 of one of the files."""

    count: int
    sum: str


def read_told(count: str, checksum: str) -> Told | None:
    """None where it is no count, or no sum."""
    number, digits = count.strip(), checksum.strip().lower()
    sound = number.isascii() and number.isdigit() and len(number) < 9
    right = LEAST_OF_SUM <= len(digits) <= MOST_OF_SUM and set(digits) <= set("0123456789abcdef")
    return Told(int(number), digits) if sound and right else None


def acknowledge_batch(installation: Installation, unit: Unit, actor: Actor, batch: BatchRow, told: Told) -> bool:
    """Whether it was what left; recorded either way, the caller commits. The same again changes nothing. Conflict where the batch is
    closed and this says something else, or where it has no files: a machine acknowledged each of its applications."""
    files = listed_files(batch)
    if not files:
        raise Conflict("acknowledge")
    held = hand_overs.count(unit, batch.origin)
    right = told.count in (held, files[0]["rows"]) and any(str(file["sha256"]).startswith(told.sum) for file in files)
    if is_closed(unit, batch):
        if right:
            return True
        raise Conflict("acknowledge")
    what, now = ACKNOWLEDGED if right else DIFFERS, to_micro(installation.clock.now())
    row = BatchStepRow(0, uuid.uuid4().hex, batch.id, what, now, str(actor), held, told.count, told.sum)
    if batch_steps.add(unit, row):
        action = "acknowledge batch" if right else "find batch differing"
        write_audit(
            installation, unit, actor, action, detail=f"{batch.layout} {batch.number} {told.count} {told.sum[:16]}"
        )
    return right


def is_closed(unit: Unit, batch: BatchRow) -> bool:
    return any(step.what == ACKNOWLEDGED for step in batch_steps.of_batch(unit, batch.id))
