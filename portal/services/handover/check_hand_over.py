"""Ready or held, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from integrations.sockets.layout_socket import Finding, Layout, Record
from portal.services.cases.holds import kept_from_batch
from portal.services.handover.needs import HandoverNeeds
from portal.services.handover.records import START, Behind, Handed, place_of, waiting_records
from portal.store.handover.hand_overs import ItemRow

# A batch is one transaction with one manifest; the rest goes into the next.
MOST = 10_000
_CHUNK = 500
_LISTED = 500
_EVENTS = {"person": "unknown_person", "scan": "unscanned", "export": "stopped"}

Ready = tuple[int, int, str, str]  # application, answers revision, state, change: as checked


@dataclass(frozen=True)
class HandOverCheck:
    ready: tuple[Ready, ...]
    held: int
    findings: tuple[Finding, ...]
    unlisted: int  # further findings
    behind: Behind = START  # the last one examined


class Tally:
    def __init__(self, behind: Behind) -> None:
        self.ready: list[Ready] = []
        self.held = 0
        self.behind = behind
        self._findings: dict[Finding, None] = {}
        self._unlisted = 0

    def add(self, findings: Iterable[Finding]) -> None:
        fresh = [finding for finding in findings if finding not in self._findings]
        room = max(_LISTED - len(self._findings), 0)
        self._findings |= dict.fromkeys(fresh[:room])
        self._unlisted += len(fresh[room:])

    @property
    def result(self) -> HandOverCheck:
        return HandOverCheck(tuple(self.ready), self.held, tuple(self._findings), self._unlisted, self.behind)


def check_hand_over(installation: HandoverNeeds, layout: Layout, duty: str, procedure: str = "") -> HandOverCheck:
    """Raises AdapterError LAYOUT_UNFIT if the version lacks a question of the layout."""
    tally = Tally(START)
    kept: dict[int, frozenset[str]] = {}
    waiting = waiting_records(
        installation, layout, duty, procedure,
        look_at=lambda unit, page: kept.update(kept_from_batch(unit, [item.id for item in page])),
    )  # fmt: skip
    while len(tally.ready) < MOST:
        chunk: list[ItemRow] = []
        result = layout.check(_noted(islice(waiting, min(_CHUNK, MOST - len(tally.ready))), chunk))
        if not chunk:
            break
        stopped = [finding for item in chunk for finding in stopping(item, kept)]
        can_go = set(result.ready) - {finding.receipt_number for finding in stopped}
        tally.ready += [as_checked(item) for item in chunk if item.receipt_number in can_go]
        tally.held += len({*result.held, *(finding.receipt_number for finding in stopped)})
        tally.add([*result.findings, *sorted(stopped, key=lambda finding: (finding.receipt_number, finding.event))])
        tally.behind = place_of(chunk[-1])
    return tally.result


def stopping(item: ItemRow, kept: Mapping[int, frozenset[str]]) -> list[Finding]:
    events = sorted({_EVENTS.get(name, "unsigned") for name in kept.get(item.id, ())})
    return [Finding(item.receipt_number, "", "", event, "", "held") for event in events]


def as_checked(item: ItemRow) -> Ready:
    return item.id, item.answers_revision, item.state, item.change


def _noted(handed: Iterable[Handed], items: list[ItemRow]) -> Iterator[Record]:
    for item, record in handed:
        items.append(item)
        yield record
