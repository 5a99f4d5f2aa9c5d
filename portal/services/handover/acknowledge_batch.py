import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.text.japanese import plain
from integrations.sockets.layout_socket import NUMBER_USE
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.handover.hand_over import layout_then, listed_files, taken_as
from portal.services.handover.needs import HandoverNeeds
from portal.services.shared.receipt_number import read
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.handover import batch_steps, hand_overs
from portal.store.handover.batch_steps import ACKNOWLEDGED, DIFFERS, TWICE, BatchStepRow
from portal.store.handover.hand_overs import BatchRow

_COUNT, _SUM = re.compile("[0-9]{1,8}"), re.compile("[0-9a-f]{8,64}")
_MOST_TYPED = 80
_ACTIONS = {ACKNOWLEDGED: "acknowledge batch", DIFFERS: "find batch differing", TWICE: "find batch taken twice"}


@dataclass(frozen=True)
class Acknowledgement:
    count: int
    sum: str = ""  # hex prefix of a file's SHA-256
    ends: tuple[str, str] | None = None  # least and greatest receipt number

    @property
    def words(self) -> str:
        return " ".join(self.ends) if self.ends else self.sum


def read_acknowledgement(
    count: str, checksum: str, first: str = "", last: str = ""
) -> Acknowledgement | tuple[str, ...]:
    """Or names of wrong boxes."""
    number, digits = plain(count[:_MOST_TYPED]), plain(checksum[:_MOST_TYPED]).lower()
    ends = read(first[:_MOST_TYPED]), read(last[:_MOST_TYPED])
    valid = {
        "count": _COUNT.fullmatch(number),
        "sum": not digits or _SUM.fullmatch(digits),
        "first": digits or ends[0],
        "last": digits or ends[1],
    }
    wrong_boxes = tuple(box for box, ok in valid.items() if not ok)
    return wrong_boxes or Acknowledgement(int(number), digits, None if digits else (ends[0] or "", ends[1] or ""))


def acknowledge_batch(
    installation: HandoverNeeds, unit: Unit, actor: Actor, batch: BatchRow, reply: Acknowledgement
) -> str:
    """acknowledged, differs, or twice (same applications, other number). Raises Conflict if
    closed with another result, or without files."""
    files = listed_files(batch)
    if not files:
        raise Conflict("acknowledge")
    held = hand_overs.count(unit, batch.origin)
    matches = reply.count in (held, files[0]["rows"]) and _is_it(unit, batch, files, reply)
    taken = taken_as(unit, batch)
    if batch.id in taken:
        if matches:
            return ACKNOWLEDGED
        raise Conflict("acknowledge")
    result, now = (DIFFERS if not matches else TWICE if taken else ACKNOWLEDGED), to_micro(installation.clock.now())
    row = BatchStepRow(0, uuid.uuid4().hex, batch.id, result, now, str(actor), held, reply.count, reply.words)
    if batch_steps.add(unit, row):
        # The rest of a file may be known, so numbers could be tried against its sum.
        by = (
            ""
            if layout_then(installation, batch).purpose == NUMBER_USE and reply.sum
            else f" {reply.sum[:16] or reply.words}"
        )
        detail = f"{batch.layout} {batch.number} {reply.count}{by}"
        write_audit(installation, unit, actor, _ACTIONS[result], detail=detail)
    return result


def _is_it(unit: Unit, batch: BatchRow, files: Sequence[Mapping[str, object]], reply: Acknowledgement) -> bool:
    if reply.ends:
        return reply.ends == hand_overs.ends(unit, batch.origin)
    return any(str(file["sha256"]).startswith(reply.sum) for file in files)
