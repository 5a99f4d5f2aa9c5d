"""The first pass: which applications can go by a layout, which are held, and why. Changes nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from integrations.layout_socket import Finding, Layout, Record
from portal.services.export_records import START, Behind, Handed, place_of, waiting_records
from portal.services.holds import kept_from_batch
from portal.services.installation import Installation
from portal.store import hand_overs
from portal.store.hand_overs import ItemRow

# A batch is one transaction and one proof of its files; the rest goes by the next one.
MOST = 10_000
_CHUNK = 500
_LISTED = 500
_EVENTS = {"person": "unknown_person", "scan": "unscanned", "export": "stopped"}

Ready = tuple[int, int, str, str]  # application, answers revision, state, change: as it was checked


@dataclass(frozen=True)
class HandOverCheck:
    """`ready`: at most MOST, so that memory is bounded; `held`: how many are held among
    those looked at; `findings`: the first of them; `unlisted`: how many more there are. `behind`: the last that was looked at."""

    ready: tuple[Ready, ...]
    held: int
    findings: tuple[Finding, ...]
    unlisted: int
    behind: Behind = START


def check_hand_over(
    installation: Installation, layout: Layout, duty: str, procedure: str = "", behind: Behind = START
) -> HandOverCheck:  # fmt: skip
    """Of what waits behind `behind`. AdapterError LAYOUT_UNFIT if the layout names a question that this version does not ask."""
    ready: list[Ready] = []
    held, findings, unlisted = 0, dict[Finding, None](), 0
    waiting = waiting_records(installation, layout, duty, procedure, behind=behind)
    while len(ready) < MOST:
        chunk: list[ItemRow] = []
        result = layout.check(_noted(islice(waiting, min(_CHUNK, MOST - len(ready))), chunk))
        if not chunk:
            break
        kept = _kept(installation, chunk)
        can_go = set(result.ready) - {number for number, _ in kept}
        ready += _items(chunk, can_go)
        held += len({*result.held, *(number for number, _ in kept)})
        told = [*result.findings, *(Finding(number, "", "", event, "", "held") for number, event in kept)]
        fresh = [finding for finding in told if finding not in findings]
        room = max(_LISTED - len(findings), 0)
        findings |= dict.fromkeys(fresh[:room])
        unlisted += len(fresh[room:])
        behind = place_of(chunk[-1])
    return HandOverCheck(tuple(ready), held, tuple(findings), unlisted, behind)


def _noted(handed: Iterable[Handed], items: list[ItemRow]) -> Iterator[Record]:
    """The records, one at a time; whose they were is noted."""
    for item, record in handed:
        items.append(item)
        yield record


def _kept(installation: Installation, chunk: list[ItemRow]) -> list[tuple[str, str]]:
    """What a hold keeps here, and the event of it: a signature that is not settled does not leave the house as one."""
    numbers = {item.id: item.receipt_number for item in chunk}
    with installation.database.read() as unit:
        found = kept_from_batch(unit, list(numbers))
    return sorted({(numbers[held], _EVENTS.get(name, "unsigned")) for held, names in found.items() for name in names})


def _items(chunk: list[ItemRow], can_go: set[str]) -> list[Ready]:
    return [
        (item.id, item.answers_revision, item.state, item.change) for item in chunk if item.receipt_number in can_go
    ]


def ready_records(
    installation: Installation, layout: Layout, duty: str, procedure: str, ready: Sequence[Ready], until: int
) -> Iterator[Record]:
    """Those that the check said are ready, in the order in which their batch will give them, with the choices made until then."""
    known, left = frozenset(ready), len(ready)
    kind, first = int(ready[0][3] != hand_overs.NEW), ready[0][0]
    for item, record in waiting_records(installation, layout, duty, procedure, until, (kind, first - 1)):
        if (item.id, item.answers_revision, item.state, item.change) in known:
            yield record
            left -= 1
            if not left:
                return  # what waits behind them is another batch's, and may be a million
