"""Each application exactly once under concurrency and crashes; files can be made again, byte for byte."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import NUMBER_USE, Bench, ExportFile, Layout, Record
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.handover.check_hand_over import HandOverCheck, Ready
from portal.services.handover.needs import HandoverNeeds
from portal.services.handover.number_files import demand_number_use, note_numbers_written
from portal.services.handover.records import START, Behind, batch_of, batch_records
from portal.services.handover.write_ready import write_ready
from portal.services.shared.needs import Basics, HasFormerLayouts, HasLayouts
from portal.services.shared.rights import Member
from portal.services.shared.spool import spool
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.handover import batch_steps, hand_over_changes, hand_overs, layout_versions
from portal.store.handover.batch_steps import ACKNOWLEDGED, TO_DELIVER, TO_RELEASE, BatchStepRow
from portal.store.handover.hand_overs import NEW, BatchRow
from portal.store.residents import protections

_TRIES = 5


class Order(Protocol):
    def report(self, examined: int) -> None: ...

    def end(self, unit: Unit, batch_id: int) -> None:
        """Raises Conflict if the order is another worker's by now."""


@dataclass(frozen=True)
class HandedOver:
    batch: BatchRow | None
    count: int
    check: HandOverCheck


def layout_of(layouts: Mapping[str, Layout], layout: str) -> Layout:
    """Raises NotFound."""
    try:
        return layouts[layout]
    except KeyError:
        raise NotFound(layout) from None


def hand_over(
    installation: HandoverNeeds, layout_id: str, duty: str, actor: Actor, *, staff_id: int | None = None,
    procedure: str = "", to_deliver: bool = False, behind: Behind = START, member: Member | None = None,
    keep: bool = False, order: Order | None = None,
) -> HandedOver:  # fmt: skip
    """Commits one batch, with the end of `order`. Raises NotAllowed without the right to 個人番号 in the layout, Conflict,
    AdapterError; then nothing is marked. `keep`: the files, for `batch_files`."""
    layout = layout_of(installation.layouts, layout_id)
    demand_number_use(layout, member, duty)
    for _ in range(_TRIES):
        proposed = _proposed(installation, layout, duty, staff_id)
        with installation.database.read() as unit:
            protected = protections.state(unit)
        with spool(installation.settings.data) as bench:
            report = order.report if order else _unheard
            check, files = write_ready(installation, layout, proposed, procedure, behind, bench, report)
            if not check.ready:
                return HandedOver(None, 0, check)
            batch = _mark(installation, proposed, check.ready, _manifest(files), actor, to_deliver, order)
            if batch is not None and keep and _may_be_kept(layout):
                installation.kept_files.keep(batch.number, (protected, len(check.ready)), files, bench)
        if batch is not None:
            return HandedOver(batch, len(check.ready), check)
    raise Conflict("hand over")


def hand_all_over(
    installation: HandoverNeeds, layout_id: str, duty: str, actor: Actor, *, procedure: str = "", to_deliver: bool = False
) -> Iterator[HandedOver]:  # fmt: skip
    """Each batch starts behind the last."""
    behind = START
    while True:
        done = hand_over(
            installation, layout_id, duty, actor, procedure=procedure, to_deliver=to_deliver, behind=behind
        )
        yield done
        if done.batch is None:
            return
        behind = done.check.behind


def _proposed(installation: Basics, layout: Layout, duty: str, staff_id: int | None) -> BatchRow:
    day = f"{installation.clock.today():%Y%m%d}"
    with installation.database.read() as unit:
        number = f"{day}-{hand_overs.numbered(unit, f'{day}-') + 1:03d}"
    now = to_micro(installation.clock.now())
    return BatchRow(0, number, layout.id, layout.version, duty, staff_id, now, None, "", "")


def _proof(installation: Basics, layout: Layout, batch: BatchRow, records: Iterable[Record], count: int) -> str:
    #  "" if an application changed meanwhile.
    seen = 0

    def counted() -> Iterable[Record]:
        nonlocal seen
        for record in records:
            seen += 1
            yield record

    with spool(installation.settings.data) as bench:
        files = list(layout.write(counted(), batch_of(installation, batch), bench))
    return _manifest(files) if seen == count else ""


def _mark(
    installation: HasLayouts,
    proposed: BatchRow,
    ready: tuple[Ready, ...],
    manifest: str,
    actor: Actor,
    to_deliver: bool,
    order: Order | None,
) -> BatchRow | None:
    # None if the number is taken or an application no longer ready.
    with installation.database.write() as unit:
        values = vars(proposed) | {"manifest": manifest}
        _use(installation.layouts, unit, proposed)
        batch_id = hand_overs.add_batch(unit, BatchRow(**values))
        if batch_id is None or _add(unit, proposed.layout, batch_id, ready) != len(ready):
            return None
        _add_steps(installation.layouts, unit, proposed, batch_id, str(actor), len(ready), to_deliver=to_deliver)
        if layout_of(installation.layouts, proposed.layout).purpose == NUMBER_USE:
            note_numbers_written(installation, unit, actor, proposed, batch_id)
        detail = f"{proposed.layout} {proposed.number} {len(ready)}"
        write_audit(installation, unit, actor, "hand over", detail=detail)
        if order:
            order.end(unit, batch_id)
        unit.commit()
    return BatchRow(**values | {"id": batch_id})


def _unheard(_examined: int) -> None:
    pass


def _add_steps(
    layouts: Mapping[str, Layout], unit: Unit, batch: BatchRow, batch_id: int, by: str, count: int, *, to_deliver: bool = False
) -> None:  # fmt: skip
    wanted = {TO_RELEASE: layout_of(layouts, batch.layout).second_person, TO_DELIVER: to_deliver}
    for step in (name for name, needed in wanted.items() if needed):
        batch_steps.add(unit, BatchStepRow(0, f"{step}:{batch_id}", batch_id, step, batch.made_at, by, count))


def _add(unit: Unit, layout: str, batch_id: int, ready: tuple[Ready, ...]) -> int:
    fresh = hand_overs.add(unit, layout, batch_id, [item[:3] for item in ready if item[3] == NEW])
    return fresh + hand_over_changes.add(unit, layout, batch_id, [item for item in ready if item[3] != NEW])


def _use(layouts: Mapping[str, Layout], unit: Unit, batch: BatchRow) -> None:
    # Raises AdapterError if this version had another content.
    layout = layout_of(layouts, batch.layout)
    if not layout_versions.use(unit, layout.id, layout.version, layout.digest, batch.made_at):
        raise AdapterError("LAYOUT_CHANGED", f"{layout.id} {layout.version}", permanent=True)


def reissue(
    installation: HandoverNeeds, batch: BatchRow, reason: str, actor: Actor, staff_id: int | None, seen: int | None = None,
    *, member: Member | None = None,
) -> BatchRow:  # fmt: skip
    """…-R1 by the current layout. `seen`: re-issues when requested: a double request makes one. Raises NotAllowed, Conflict."""
    layout = layout_of(installation.layouts, batch.layout)
    demand_number_use(layout, member, batch.duty)
    with installation.database.read() as unit:
        reissue_number = (len(hand_overs.reissues(unit, batch.origin)) if seen is None else seen) + 1
        count = hand_overs.count(unit, batch.origin)
    origin = batch.number.partition("-R")[0]
    now = to_micro(installation.clock.now())
    proposed = BatchRow(
        0,
        f"{origin}-R{reissue_number}",
        batch.layout,
        layout.version,
        batch.duty,
        staff_id,
        now,
        batch.origin,
        reason,
        "",
    )
    with _none_held(batch):
        manifest = _proof(installation, layout, proposed, batch_records(installation, proposed), count)
    values = vars(proposed) | {"manifest": manifest}
    with installation.database.change() as unit:
        _use(installation.layouts, unit, proposed)
        closed = bool(taken_as(unit, batch))
        batch_id = None if closed else hand_overs.add_batch(unit, BatchRow(**values))
        if batch_id is None or not manifest:
            raise Conflict("reissue")
        _add_steps(installation.layouts, unit, proposed, batch_id, str(actor), count)
        if layout.purpose == NUMBER_USE:
            note_numbers_written(installation, unit, actor, proposed, batch.origin)
        detail = f"{batch.layout} {proposed.number} {count}"
        write_audit(installation, unit, actor, "hand over again", detail=detail)
    return BatchRow(**values | {"id": batch_id})


def batch_files(
    installation: HandoverNeeds, batch: BatchRow, bench: Bench, member: Member | None = None, *, kept: bool = False
) -> tuple[ExportFile, ...]:  # fmt: skip
    """Raises NotAllowed, Conflict. `kept`, for a bench that seals: takes the hand-over's
    files, if no person was protected and no case deleted since."""
    layout = layout_then(installation, batch)
    demand_number_use(layout, member, batch.duty)
    if kept and _may_be_kept(layout):
        with installation.database.read() as unit:
            state = protections.state(unit), hand_overs.count(unit, batch.origin)
        if files := installation.kept_files.taken(batch.number, state, bench):
            return files
    with _none_held(batch):
        files = tuple(layout.write(batch_records(installation, batch), batch_of(installation, batch), bench))
    if _manifest(files) != batch.manifest:
        for file in files:
            file.path.unlink()
        raise Conflict(f"batch {batch.number}")
    return files


def _may_be_kept(layout: Layout) -> bool:
    # Not with 個人番号; an attached file may turn out infected.
    return layout.purpose != NUMBER_USE and not layout.attaches


def layout_then(installation: HasFormerLayouts, batch: BatchRow) -> Layout:
    """The city's former version if kept, else the current one."""
    now = installation.layouts.get(batch.layout)
    if now is not None and now.version == batch.layout_version:
        return now
    return installation.former_layouts.get((batch.layout, batch.layout_version)) or layout_of(
        installation.layouts, batch.layout
    )


def taken_as(unit: Unit, batch: BatchRow) -> list[int]:
    kin = [batch.origin, *(again.id for again in hand_overs.reissues(unit, batch.origin))]
    steps = batch_steps.by_batch(unit, kin)
    return [batch_id for batch_id in kin if ACKNOWLEDGED in steps.get(batch_id, ())]


@contextmanager
def _none_held(batch: BatchRow) -> Iterator[None]:
    try:
        yield
    except AdapterError as error:
        if error.code != "EXPORT_RECORD_HELD":
            raise
        raise Conflict(f"batch {batch.number}") from error


def _manifest(files: Iterable[ExportFile]) -> str:
    return json.dumps([{"name": file.name, "rows": file.rows, "sha256": file.sha256} for file in files])


def listed_files(batch: BatchRow) -> list[Mapping[str, object]]:
    """name, rows and sha256 of each file, end marker last."""
    listed: list[Mapping[str, object]] = json.loads(batch.manifest)
    return listed
