"""What differs from what was last sent."""

# Killed, it leaves a package in the ledger, or none.

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from integrations.sockets.courier_socket import Contents, Courier
from portal.clock import TOKYO, from_micro, to_micro
from portal.config import Settings
from portal.db import Database, Unit
from portal.errors import Conflict
from portal.logs import log
from portal.services.cases.cases import Case, open_case
from portal.services.courier.carry_items import due_items, keep_sent, side_of
from portal.services.courier.compare_zones import report_common
from portal.services.courier.folder import complete_folder, digest_of, lay, packing, parts_in
from portal.services.courier.needs import CourierNeeds
from portal.services.courier.report_to_inner import Report, filed_by, mark_of, report_case
from portal.services.courier.report_to_outer import report_case_state
from portal.services.courier.resend import is_due
from portal.services.files.keep_file import Content
from portal.services.my_cases.carry_given import part_of
from portal.services.shared.needs import Basics, HasCourier, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.courier import courier, courier_items
from portal.store.courier.courier import ALONG, ARRIVED, IN, LOST, OUT, PACKED, TAKEN, CaseRow, StepRow
from portal.store.courier.courier_items import ItemRow
from portal.store.files import attachments
from portal.store.files.attachments import Holder

FORMAT = 2
_AT_ONCE = 200
_HOUR = 3_600_000_000
_MOST_ACKNOWLEDGED = 5000


@dataclass(frozen=True)
class Packed:
    number: int
    name: str
    size: int
    items: int


@dataclass
class _Load:
    cases: list[Report] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    rows: list[CaseRow] = field(default_factory=list)
    items: list[tuple[ItemRow, Report]] = field(default_factory=list)
    acknowledged: list[tuple[str, int]] = field(default_factory=list)  # (uid, step)
    heard: list[tuple[str, int]] = field(default_factory=list)  # (key, step)
    size: int = 0
    peer: int = 0
    baggage: Report = field(default_factory=dict)
    along: Sequence[Report] = ()  # items of which no state is kept
    loss: bool = False  # one was noted since the last package

    @property
    def empty(self) -> bool:
        return not (self.rows or self.items or self.acknowledged or self.heard or self.baggage or self.loss)


def is_outer(settings: Settings) -> bool:
    # It sends applications whole, and another side keeps them.
    return settings.zone == "outer" or settings.laptop > 0


def pack_courier(
    installation: CourierNeeds, folder: Path, actor: Actor, *, again: bool = False
) -> Iterator[Packed]:  # fmt: skip
    # `again`: also what is on its way. Raises OSError; Conflict if another run packs or no key of the other zone is
    # known.
    if installation.courier is None or not installation.courier.paired:
        raise Conflict("courier")
    with packing(folder):
        _finish_begun(installation.database, folder)
        yield from _pack(installation, installation.courier, folder, actor, again)


def pack_for_laptop(
    installation: HasCourier, folder: Path, actor: Actor, laptop: int, baggage: Report, along: Sequence[Report] = ()
) -> Packed | None:  # fmt: skip
    # `baggage`: {} acknowledges, and names what was lost, only if there is anything; `along`: items with it. Raises as `pack_courier`.
    sealing = installation.laptops.get(laptop)
    if sealing is None or not sealing.paired:
        raise Conflict("courier")
    with packing(folder):
        _finish_begun(installation.database, folder)
        with installation.database.read() as unit:
            acknowledged = courier.owing(unit, _MOST_ACKNOWLEDGED, laptop)
            load = _Load(acknowledged=acknowledged, peer=laptop, baggage=baggage, along=along, loss=_loss(unit, laptop))
        return None if load.empty else _finish(installation, sealing, folder, load, actor)


def _pack(
    installation: CourierNeeds, sealing: Courier, folder: Path, actor: Actor, again: bool
) -> Iterator[Packed]:  # fmt: skip
    started = to_micro(installation.clock.now())
    after, load = 0, _acknowledging(installation.database)
    # Read after them: the figures count all that this package acknowledges (D316).
    load.items += due_items(installation, started, again or bool(load.acknowledged), figures=True)
    most = installation.settings.courier_megabytes * 1_000_000
    while True:
        with installation.database.read() as unit:
            ids = courier.changed(unit, is_outer(installation.settings), after, _AT_ONCE)
        for application_id in ids:
            after = application_id
            _add(installation, load, application_id, started, again)
            if load.size >= most:
                yield _finish(installation, sealing, folder, load, actor)
                load = _Load()
        if not ids:
            break
    for item in due_items(installation, started, again):
        load.items.append(item)
        load.size += len(_written(item[1]))
        if load.size >= most:
            yield _finish(installation, sealing, folder, load, actor)
            load = _Load()
    if not load.empty:
        yield _finish(installation, sealing, folder, load, actor)


def _finish_begun(database: Database, folder: Path) -> None:
    for begun in parts_in(folder):
        with database.read() as unit:
            packed = courier.was_packed(unit, digest_of(begun.read_bytes()))
        if packed:
            complete_folder(begun)
        else:
            begun.unlink(missing_ok=True)


def _acknowledging(database: Database) -> _Load:
    with database.read() as unit:
        return _Load(
            acknowledged=courier.owing(unit, _MOST_ACKNOWLEDGED), heard=courier_items.owing(unit, _MOST_ACKNOWLEDGED),
            loss=_loss(unit),
        )  # fmt: skip


def _loss(unit: Unit, peer: int = 0) -> bool:
    return courier.last_at(unit, OUT, LOST, peer) > courier.last_at(unit, OUT, PACKED, peer)


def _add(installation: Records, load: _Load, application_id: int, started: int, again: bool) -> None:
    with installation.database.read() as unit:
        application = applications.by_id(unit, application_id)
        if application is None:
            return
        case, row = (
            open_case(installation, unit, application),
            courier.of(unit, application_id) or CaseRow(application_id),
        )
        content = (
            report_case(installation.keys, unit, case)
            if is_outer(installation.settings)
            else report_case_state(unit, case, row.taken_acts)
        )
        mark = mark_of(content)
        if not is_due(installation.settings, unit, row, mark, started, again):
            _note_looked(installation.database, row, started)
            return
        where, files = _with_files(unit, case, content, row, len(load.parts))
    parts = [open_part() for open_part in files]
    step = row.sent_step if row.sent_mark == mark else max(started, row.sent_step + 1)
    load.cases.append(content | {"step": step, "carried": where})
    load.parts += parts
    load.size += len(_written(content)) + sum(map(len, parts))
    load.rows.append(
        replace(
            row, sent_step=step, sent_mark=mark, sent_files=" ".join(content.get("files", ())), looked_at=started,
            sent_at=started,
        )
    )  # fmt: skip


def _note_looked(database: Database, row: CaseRow, started: int) -> None:
    if row.there_step < row.sent_step or started - row.looked_at < _HOUR:
        return
    with database.change() as unit:
        courier.looked(unit, row.application_id, row.sent_mark, started)


def _with_files(
    unit: Unit, case: Case, content: Report, row: CaseRow, begin: int
) -> tuple[dict[str, int], list[Content]]:  # fmt: skip
    where: dict[str, int] = {}
    parts: list[Content] = []
    holder, known = Holder(application_id=case.row.id), set(row.there_files.split())
    for name in sorted(content.get("files", {}).keys() - known):
        sealed = attachments.content(unit, holder, name)
        part = part_of(unit, case, name) if sealed is None else partial(_open, case, name, sealed)
        if part is not None:
            parts.append(part)
            where[name] = begin + len(parts)
    return where, parts


def _open(case: Case, name: str, sealed: attachments.Sealed) -> bytes:
    return case.sealer.open_bytes(f"file:{name}", sealed())


def _finish(installation: Basics, sealing: Courier, folder: Path, load: _Load, actor: Actor) -> Packed:
    # Hidden name before the ledger's commit, final name after.
    now = to_micro(installation.clock.now())
    with installation.database.change() as unit:
        # After a restore from a backup, the other side may know higher numbers than this database.
        settings, peer = installation.settings, load.peer
        number = max(courier.last_number(unit, OUT, act, peer) for act in (PACKED, ARRIVED)) + 1
        first = {
            "format": FORMAT, "zone": side_of(settings, peer), "cases": load.cases, "baggage": load.baggage,
            "items": [*load.along, *(content for _, content in load.items)], "acknowledged": load.acknowledged, "heard": load.heard,
            "taken": ranges(courier.numbers(unit, IN, TAKEN, peer)), "lost": lost_numbers(unit, peer),
            "common": report_common(installation),
        }  # fmt: skip
        made_at = from_micro(now).astimezone(TOKYO).isoformat(timespec="seconds")
        content = sealing.pack(Contents(number, made_at, [_written(first), *load.parts]))
        packed = Packed(number, file_name(settings, number, peer), len(content), len(load.cases))
        begun = lay(folder, packed.name, content)
        step = StepRow(now, OUT, number, digest_of(content), PACKED, "", packed.items, 0, packed.size, str(actor), peer)
        if not courier.add_step(unit, step):
            raise Conflict("courier")
        if load.baggage:
            logins = " ".join(member["login"] for member in load.baggage["staff"])
            courier.add_step(unit, StepRow(now, OUT, number, "", ALONG, logins, actor=str(actor), peer=peer))
        for row in load.rows:
            courier.keep(unit, replace(_as_now(unit, row), sent_in=number))
            write_audit(installation, unit, actor, "carry application", application_id=row.application_id)
        for item, _ in load.items:
            keep_sent(unit, item, number)
        courier.clear_acknowledgements(unit, load.acknowledged)
        courier_items.clear_acknowledgements(unit, load.heard)
    complete_folder(begun)
    for carried in load.cases:
        log.info("carry application", package=packed.name, **filed_by(carried))
    return packed


def _as_now(unit: Unit, row: CaseRow) -> CaseRow:
    # Reread: the other zone may have changed it.
    current = courier.of(unit, row.application_id) or row
    return replace(
        row, there_step=current.there_step, there_files=current.there_files, taken_step=current.taken_step,
        taken_acts=current.taken_acts, owes=current.owes,
    )  # fmt: skip


def file_name(settings: Settings, number: int, peer: int = 0) -> str:
    laptop = f"{peer or settings.laptop:02d}" if peer or settings.laptop else ""
    return f"kakanai-{side_of(settings, peer)}{laptop}-{number:08d}.courier"


def lost_numbers(unit: Unit, peer: int = 0) -> list[int]:
    # Of ours. One that is found and arrives is lost no more.
    return sorted({*courier.numbers(unit, OUT, LOST, peer)} - {*courier.numbers(unit, OUT, ARRIVED, peer)})


def ranges(numbers: list[int]) -> list[list[int]]:
    # [1, 2, 3, 5] → [[1, 3], [5, 5]].
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return spans


def _written(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
