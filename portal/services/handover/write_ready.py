"""In one pass with the check: opening costs more than writing."""

from collections.abc import Callable, Iterator, Mapping

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import Bench, CheckResult, ExportFile, Layout, Record
from portal.db import Unit
from portal.services.cases.holds import kept_from_batch
from portal.services.handover import check_hand_over as checking
from portal.services.handover.check_hand_over import HandOverCheck, Tally, as_checked, stopping
from portal.services.handover.needs import HandoverNeeds
from portal.services.handover.records import Behind, batch_of, place_of, waiting_records
from portal.store.handover.hand_overs import BatchRow, ItemRow

Report = Callable[[int], None]


def write_ready(
    installation: HandoverNeeds, layout: Layout, batch: BatchRow, procedure: str, behind: Behind, bench: Bench,
    report: Report = lambda _examined: None,
) -> tuple[HandOverCheck, tuple[ExportFile, ...]]:  # fmt: skip
    """The caller marks the files or throws them away. `report`: number examined so far. Raises AdapterError as
    `check_hand_over`, and if files cannot be made."""
    reading = _Reading(layout, Tally(behind), report)
    waiting = waiting_records(installation, layout, batch.duty, procedure, batch.made_at, behind, reading.look_at)
    files = tuple(layout.write(reading.ready(waiting), batch_of(installation, batch), bench, reading.note))
    return reading.tally.result, files


class _Reading:
    # The writer answers after each record whether it was held.

    def __init__(self, layout: Layout, tally: Tally, report: Report) -> None:
        self.tally = tally
        self._report = report
        self._layout = layout
        self._kept: Mapping[int, frozenset[str]] = {}
        self._checked: tuple[Record, CheckResult] | None = None
        self._is_held = False

    def look_at(self, unit: Unit, page: list[ItemRow]) -> None:
        self._kept = kept_from_batch(unit, [item.id for item in page])

    def ready(self, waiting: Iterator[tuple[ItemRow, Record]]) -> Iterator[Record]:
        versions: set[tuple[str, int]] = set()
        for item, record in waiting:
            stopped = stopping(item, self._kept)
            if stopped or (item.procedure, item.version) not in versions:
                self._check(record)  # the first one of a version brings the findings of its codes
                versions.add((item.procedure, item.version))
            if stopped:
                self.tally.add(stopped)
            self._is_held = bool(stopped)
            if not stopped:
                yield record
            if self._is_held:
                self.tally.held += 1
            else:
                self.tally.ready.append(as_checked(item))
            self.tally.behind = place_of(item)
            self._report(len(self.tally.ready) + self.tally.held)
            if len(self.tally.ready) >= checking.MOST:
                return

    def note(self, record: Record, held: bool) -> None:
        result = self._check(record)
        if held and result.ready:  # by what the batch itself brings: each application would be
            raise AdapterError("EXPORT_RECORD_HELD", str(record.head["receipt_number"]), permanent=True)
        self._is_held = held

    def _check(self, record: Record) -> CheckResult:
        if self._checked is None or self._checked[0] is not record:
            self._checked = record, self._layout.check([record])
            self.tally.add(self._checked[1].findings)
        return self._checked[1]
