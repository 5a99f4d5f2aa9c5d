"""Checks for a hand-over what is ready, what is held, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from integrations.sockets.layout_socket import Finding, Layout, Record
from portal.db import Database
from portal.services.cases.holds import kept_from_batch
from portal.services.handover.needs import HandoverNeeds
from portal.services.handover.records import START, Behind, Handed, place_of, waiting_records
from portal.store.handover import hand_overs
from portal.store.handover.hand_overs import ItemRow

# A batch is one transaction with one manifest; the rest goes into the next.
MOST = 10_000
_CHUNK = 500
_LISTED = 500
_EVENTS = {"person": "unknown_person", "scan": "unscanned", "export": "stopped"}

Ready = tuple[int, int, str, str]  # application, answers revision, state, change: as checked


@dataclass(frozen=True)
class HandOverCheck:
    """`unlisted` counts further findings; `behind` is the last one examined."""

    ready: tuple[Ready, ...]
    held: int
    findings: tuple[Finding, ...]
    unlisted: int
    behind: Behind = START


def check_hand_over(
    installation: HandoverNeeds, layout: Layout, duty: str, procedure: str = "", behind: Behind = START
) -> HandOverCheck:  # fmt: skip
    """Raises AdapterError LAYOUT_UNFIT if the version does not ask a question of the layout."""
    ready: list[Ready] = []
    held, findings, unlisted = 0, dict[Finding, None](), 0
    waiting = waiting_records(installation, layout, duty, procedure, behind=behind)
    while len(ready) < MOST:
        chunk: list[ItemRow] = []
        result = layout.check(_noted(islice(waiting, min(_CHUNK, MOST - len(ready))), chunk))
        if not chunk:
            break
        kept = _kept(installation.database, chunk)
        can_go = set(result.ready) - {number for number, _ in kept}
        ready += _items(chunk, can_go)
        held += len({*result.held, *(number for number, _ in kept)})
        all_findings = [*result.findings, *(Finding(number, "", "", event, "", "held") for number, event in kept)]
        new_findings = [finding for finding in all_findings if finding not in findings]
        room = max(_LISTED - len(findings), 0)
        findings |= dict.fromkeys(new_findings[:room])
        unlisted += len(new_findings[room:])
        behind = place_of(chunk[-1])
    return HandOverCheck(tuple(ready), held, tuple(findings), unlisted, behind)


def _noted(handed: Iterable[Handed], items: list[ItemRow]) -> Iterator[Record]:
    for item, record in handed:
        items.append(item)
        yield record


def _kept(database: Database, chunk: list[ItemRow]) -> list[tuple[str, str]]:
    numbers = {item.id: item.receipt_number for item in chunk}
    with database.read() as unit:
        holds = kept_from_batch(unit, list(numbers))
    return sorted({(numbers[held], _EVENTS.get(name, "unsigned")) for held, names in holds.items() for name in names})


def _items(chunk: list[ItemRow], can_go: set[str]) -> list[Ready]:
    return [
        (item.id, item.answers_revision, item.state, item.change) for item in chunk if item.receipt_number in can_go
    ]


def ready_records(
    installation: HandoverNeeds, layout: Layout, duty: str, procedure: str, ready: Sequence[Ready], until: int
) -> Iterator[Record]:
    known, left = frozenset(ready), len(ready)
    kind, first = int(ready[0][3] != hand_overs.NEW), ready[0][0]
    for item, record in waiting_records(installation, layout, duty, procedure, until, (kind, first - 1)):
        if (item.id, item.answers_revision, item.state, item.change) in known:
            yield record
            left -= 1
            if not left:
                return  # what follows belongs to another batch, and may be a million rows
