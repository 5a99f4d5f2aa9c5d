"""The receiver of a batch says how many it took, and by which sum or between which receipt numbers: if that is what left, the batch is closed,
and is not issued again."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.japanese import plain
from integrations.layout_socket import NUMBER_USE
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.hand_over import layout_then, listed_files, taken_as
from portal.services.installation import Installation
from portal.services.receipt_number import read
from portal.services.write_audit import write_audit
from portal.store import batch_steps, hand_overs
from portal.store.batch_steps import ACKNOWLEDGED, DIFFERS, TWICE, BatchStepRow
from portal.store.hand_overs import BatchRow

_COUNT, _SUM = re.compile("[0-9]{1,8}"), re.compile("[0-9a-f]{8,64}")
_MOST_TYPED = 80
_ACTIONS = {ACKNOWLEDGED: "acknowledge batch", DIFFERS: "find batch differing", TWICE: "find batch taken twice"}


@dataclass(frozen=True)
class Told:
    """What came back. `sum`: hex, the beginning of a SHA-256 of one of the files; or `ends`, as somebody reads them from a screen: the least and
    the greatest receipt number."""

    count: int
    sum: str = ""
    ends: tuple[str, str] | None = None

    @property
    def words(self) -> str:
        """As it is kept."""
        return " ".join(self.ends) if self.ends else self.sum


def read_told(count: str, checksum: str, first: str = "", last: str = "") -> Told | tuple[str, ...]:
    """Or which of `count`, `sum`, `first` and `last` are wrong: no count, no sum, no receipt number. A sum that stands there counts,
    whatever stands beside it. Digits may have either width."""
    number, digits = plain(count[:_MOST_TYPED]), plain(checksum[:_MOST_TYPED]).lower()
    ends = read(first[:_MOST_TYPED]), read(last[:_MOST_TYPED])
    sound = {
        "count": _COUNT.fullmatch(number),
        "sum": not digits or _SUM.fullmatch(digits),
        "first": digits or ends[0],
        "last": digits or ends[1],
    }
    wrong = tuple(box for box, right in sound.items() if not right)
    return wrong or Told(int(number), digits, None if digits else (ends[0] or "", ends[1] or ""))


def acknowledge_batch(installation: Installation, unit: Unit, actor: Actor, batch: BatchRow, told: Told) -> str:
    """acknowledged: it was what left; differs; or twice: it was, and the receiver took the same applications under another number (a
    medium that was lost and found). Recorded whatever it is, the caller commits. The same again changes nothing. Conflict where the batch
    is closed and this says something else, or where it has no files: a machine acknowledged each of its applications."""
    files = listed_files(batch)
    if not files:
        raise Conflict("acknowledge")
    held = hand_overs.count(unit, batch.origin)
    right = told.count in (held, files[0]["rows"]) and _is_it(unit, batch, files, told)
    taken = taken_as(unit, batch)
    if batch.id in taken:
        if right:
            return ACKNOWLEDGED
        raise Conflict("acknowledge")
    what, now = (DIFFERS if not right else TWICE if taken else ACKNOWLEDGED), to_micro(installation.clock.now())
    row = BatchStepRow(0, uuid.uuid4().hex, batch.id, what, now, str(actor), held, told.count, told.words)
    if batch_steps.add(unit, row):
        # Who knows the rest of a file can try numbers against its sum.
        by = (
            ""
            if layout_then(installation, batch).purpose == NUMBER_USE and told.sum
            else f" {told.sum[:16] or told.words}"
        )
        detail = f"{batch.layout} {batch.number} {told.count}{by}"
        write_audit(installation, unit, actor, _ACTIONS[what], detail=detail)
    return what


def _is_it(unit: Unit, batch: BatchRow, files: Sequence[Mapping[str, object]], told: Told) -> bool:
    if told.ends:
        return told.ends == hand_overs.ends(unit, batch.origin)
    return any(str(file["sha256"]).startswith(told.sum) for file in files)
