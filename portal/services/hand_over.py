"""Hands applications over by a layout: each exactly once, whoever does it at the same moment and wherever it breaks.

Two passes, then one transaction that marks what the files hold. The files themselves are made again from it at any
time, byte for byte, so that losing them loses nothing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from integrations.interfaces import AdapterError
from integrations.layout_socket import NUMBER_USE, Bench, ExportFile, Layout, Record
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.actor import Actor
from portal.services.check_hand_over import HandOverCheck, Ready, check_hand_over, ready_records
from portal.services.export_records import START, Behind, batch_of, batch_records
from portal.services.installation import Installation
from portal.services.number_files import demand_number_use, note_numbers_written
from portal.services.rights import Member
from portal.services.spool import spool
from portal.services.write_audit import write_audit
from portal.store import batch_steps, hand_over_changes, hand_overs, layout_versions
from portal.store.batch_steps import ACKNOWLEDGED, TO_DELIVER, TO_RELEASE, BatchStepRow
from portal.store.hand_overs import NEW, BatchRow

_TRIES = 5


@dataclass(frozen=True)
class HandedOver:
    """`batch` None: nothing could go. `check` says what is held."""

    batch: BatchRow | None
    count: int
    check: HandOverCheck


def layout_of(installation: Installation, layout: str) -> Layout:
    """NotFound if there is none."""
    try:
        return installation.layouts[layout]
    except KeyError:
        raise NotFound(layout) from None


def hand_over(
    installation: Installation, layout_id: str, duty: str, actor: Actor, *, staff_id: int | None = None,
    procedure: str = "", to_deliver: bool = False, behind: Behind = START, member: Member | None = None,
) -> HandedOver:  # fmt: skip
    """One batch of what is ready for this layout and duty behind `behind`, committed. What is held stays, and is in the check.
    `to_deliver`: its files are to be brought to the place of deliveries; `member`: who of the staff does it.

    NotAllowed where the layout carries 個人番号 and the member may not use them, or there is none; Conflict if others were faster again and again; AdapterError if the files cannot be made: nothing is marked then."""
    layout = layout_of(installation, layout_id)
    demand_number_use(layout, member, duty)
    for _ in range(_TRIES):
        check = check_hand_over(installation, layout, duty, procedure, behind)
        if not check.ready:
            return HandedOver(None, 0, check)
        proposed = _proposed(installation, layout, duty, staff_id)
        records = ready_records(installation, layout, duty, procedure, check.ready, proposed.made_at)
        manifest = _proof(installation, layout, proposed, records, len(check.ready))
        batch = _mark(installation, proposed, check.ready, manifest, actor, to_deliver) if manifest else None
        if batch is not None:
            return HandedOver(batch, len(check.ready), check)
    raise Conflict("hand over")


def hand_all_over(
    installation: Installation, layout_id: str, duty: str, actor: Actor, *, procedure: str = "", to_deliver: bool = False
) -> Iterator[HandedOver]:  # fmt: skip
    """Batch after batch, as `hand_over`, until nothing more can go. Each goes on behind the one before: to look at all that left or is held
    again would make a million cost more a row than ten thousand. What comes in meanwhile waits for the next time."""
    behind = START
    while True:
        done = hand_over(
            installation, layout_id, duty, actor, procedure=procedure, to_deliver=to_deliver, behind=behind
        )
        yield done
        if done.batch is None:
            return
        behind = done.check.behind


def _proposed(installation: Installation, layout: Layout, duty: str, staff_id: int | None) -> BatchRow:
    day = f"{installation.clock.today():%Y%m%d}"
    with installation.database.read() as unit:
        number = f"{day}-{hand_overs.numbered(unit, f'{day}-') + 1:03d}"
    now = to_micro(installation.clock.now())
    return BatchRow(0, number, layout.id, layout.version, duty, staff_id, now, None, "", "")


def _proof(installation: Installation, layout: Layout, batch: BatchRow, records: Iterable[Record], count: int) -> str:
    """The manifest of the files that the batch will have, made once and thrown away; "" if an application moved on
    meanwhile. An error here leaves nothing marked."""
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
    installation: Installation,
    proposed: BatchRow,
    ready: tuple[Ready, ...],
    manifest: str,
    actor: Actor,
    to_deliver: bool,
) -> BatchRow | None:
    """The stored batch; None, and nothing stored, if its number is taken or one of its applications is not ready now."""
    with installation.database.write() as unit:
        values = vars(proposed) | {"manifest": manifest}
        _use(installation, unit, proposed)
        batch_id = hand_overs.add_batch(unit, BatchRow(**values))
        if batch_id is None or _add(unit, proposed.layout, batch_id, ready) != len(ready):
            return None
        _add_steps(installation, unit, proposed, batch_id, str(actor), len(ready), to_deliver=to_deliver)
        if layout_of(installation, proposed.layout).purpose == NUMBER_USE:
            note_numbers_written(installation, unit, actor, proposed, batch_id)
        detail = f"{proposed.layout} {proposed.number} {len(ready)}"
        write_audit(installation, unit, actor, "hand over", detail=detail)
        unit.commit()
    return BatchRow(**values | {"id": batch_id})


def _add_steps(
    installation: Installation, unit: Unit, batch: BatchRow, batch_id: int, by: str, count: int, *, to_deliver: bool = False
) -> None:  # fmt: skip
    """What has to be done before its files are where they belong, written with the batch itself."""
    wanted = {TO_RELEASE: layout_of(installation, batch.layout).second_person, TO_DELIVER: to_deliver}
    for what in (name for name, needed in wanted.items() if needed):
        batch_steps.add(unit, BatchStepRow(0, f"{what}:{batch_id}", batch_id, what, batch.made_at, by, count))


def _add(unit: Unit, layout: str, batch_id: int, ready: tuple[Ready, ...]) -> int:
    """How many of them are in it."""
    fresh = hand_overs.add(unit, layout, batch_id, [item[:3] for item in ready if item[3] == NEW])
    return fresh + hand_over_changes.add(unit, layout, batch_id, [item for item in ready if item[3] != NEW])


def _use(installation: Installation, unit: Unit, batch: BatchRow) -> None:
    """AdapterError where another process made files by the same version of this layout, which says something else."""
    layout = layout_of(installation, batch.layout)
    if not layout_versions.use(unit, layout.id, layout.version, layout.digest, batch.made_at):
        raise AdapterError("LAYOUT_CHANGED", f"{layout.id} {layout.version}", permanent=True)


def reissue(
    installation: Installation, batch: BatchRow, reason: str, actor: Actor, staff_id: int | None, seen: int | None = None,
    *, member: Member | None = None,
) -> BatchRow:  # fmt: skip
    """The same applications with the same answers under a number of its own (…-R1), because the receiver needs them
    again, by the layout as it is now. `seen`: how many there were when this one was asked for, so that a press that comes twice,
    or from two clerks, makes one. Conflict if another re-issue took that number, if one of them is held by now (somebody of it is protected
    since), or if the batch or one of its re-issues was acknowledged: its receiver has them. NotAllowed as above."""
    layout = layout_of(installation, batch.layout)
    demand_number_use(layout, member, batch.duty)
    with installation.database.read() as unit:
        turn = (len(hand_overs.reissues(unit, batch.origin)) if seen is None else seen) + 1
        count = hand_overs.count(unit, batch.origin)
    origin = batch.number.partition("-R")[0]
    now = to_micro(installation.clock.now())
    proposed = BatchRow(
        0, f"{origin}-R{turn}", batch.layout, layout.version, batch.duty, staff_id, now, batch.origin, reason, ""
    )
    with _none_held(batch):
        manifest = _proof(installation, layout, proposed, batch_records(installation, proposed), count)
    values = vars(proposed) | {"manifest": manifest}
    with installation.database.write() as unit:
        _use(installation, unit, proposed)
        closed = bool(taken_as(unit, batch))
        batch_id = None if closed else hand_overs.add_batch(unit, BatchRow(**values))
        if batch_id is None or not manifest:
            raise Conflict("reissue")
        _add_steps(installation, unit, proposed, batch_id, str(actor), count)
        if layout.purpose == NUMBER_USE:
            note_numbers_written(installation, unit, actor, proposed, batch.origin)
        detail = f"{batch.layout} {proposed.number} {count}"
        write_audit(installation, unit, actor, "hand over again", detail=detail)
        unit.commit()
    return BatchRow(**values | {"id": batch_id})


def batch_files(
    installation: Installation, batch: BatchRow, bench: Bench, member: Member | None = None
) -> tuple[ExportFile, ...]:
    """The files of a stored batch on the bench, under temporary names, the bytes of the first time. Conflict if they would
    be others: the layout, its encoder, a 個人番号 or a fact of the city changed since, or somebody is protected by now. NotAllowed where
    they carry 個人番号 and `member`, who takes them, may not use these or is nobody."""
    layout = layout_then(installation, batch)
    demand_number_use(layout, member, batch.duty)
    with _none_held(batch):
        files = tuple(layout.write(batch_records(installation, batch), batch_of(installation, batch), bench))
    if _manifest(files) != batch.manifest:
        for file in files:
            file.path.unlink()
        raise Conflict(f"batch {batch.number}")
    return files


def layout_then(installation: Installation, batch: BatchRow) -> Layout:
    """By which it was made, where the city kept that version (`former`); else the one of now, whose files will be others."""
    now = installation.layouts.get(batch.layout)
    if now is not None and now.version == batch.layout_version:
        return now
    return installation.former_layouts.get((batch.layout, batch.layout_version)) or layout_of(
        installation, batch.layout
    )


def taken_as(unit: Unit, batch: BatchRow) -> list[int]:
    """Ids of the batches with the same applications, this one or its kin, that a receiver acknowledged."""
    kin = [batch.origin, *(one.id for one in hand_overs.reissues(unit, batch.origin))]
    stood = batch_steps.standing(unit, kin)
    return [one for one in kin if ACKNOWLEDGED in stood.get(one, ())]


@contextmanager
def _none_held(batch: BatchRow) -> Iterator[None]:
    """What left once may not leave again."""
    try:
        yield
    except AdapterError as error:
        if error.code != "EXPORT_RECORD_HELD":
            raise
        raise Conflict(f"batch {batch.number}") from error


def _manifest(files: Iterable[ExportFile]) -> str:
    return json.dumps([{"name": file.name, "rows": file.rows, "sha256": file.sha256} for file in files])


def listed_files(batch: BatchRow) -> list[Mapping[str, object]]:
    """name, rows and sha256 of each file of a stored batch, end marker last."""
    listed: list[Mapping[str, object]] = json.loads(batch.manifest)
    return listed
