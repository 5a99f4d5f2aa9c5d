"""The receiver of a batch says how many it took and by which sum: if that is what left, the batch is closed, and is not issued again."""

import uuid
from dataclasses import dataclass

from integrations.interfaces import NUMBER_USE
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.hand_over import layout_then, listed_files, taken_as
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import batch_steps, hand_overs
from portal.store.batch_steps import ACKNOWLEDGED, DIFFERS, TWICE, BatchStepRow
from portal.store.hand_overs import BatchRow

LEAST_OF_SUM, MOST_OF_SUM = 8, 64
_ACTIONS = {ACKNOWLEDGED: "acknowledge batch", DIFFERS: "find batch differing", TWICE: "find batch taken twice"}


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


def acknowledge_batch(installation: Installation, unit: Unit, actor: Actor, batch: BatchRow, told: Told) -> str:
    """acknowledged: it was what left; differs; or twice: it was, and the receiver took the same applications under another number (a
    medium that was lost and found). Recorded whatever it is, the caller commits. The same again changes nothing. Conflict where the batch
    is closed and this says something else, or where it has no files: a machine acknowledged each of its applications."""
    files = listed_files(batch)
    if not files:
        raise Conflict("acknowledge")
    held = hand_overs.count(unit, batch.origin)
    right = told.count in (held, files[0]["rows"]) and any(str(file["sha256"]).startswith(told.sum) for file in files)
    taken = taken_as(unit, batch)
    if batch.id in taken:
        if right:
            return ACKNOWLEDGED
        raise Conflict("acknowledge")
    what, now = (DIFFERS if not right else TWICE if taken else ACKNOWLEDGED), to_micro(installation.clock.now())
    row = BatchStepRow(0, uuid.uuid4().hex, batch.id, what, now, str(actor), held, told.count, told.sum)
    if batch_steps.add(unit, row):
        # Who knows the rest of a file can try numbers against its sum.
        by = "" if layout_then(installation, batch).purpose == NUMBER_USE else f" {told.sum[:16]}"
        detail = f"{batch.layout} {batch.number} {told.count}{by}"
        write_audit(installation, unit, actor, _ACTIONS[what], detail=detail)
    return what
