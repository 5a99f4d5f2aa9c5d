"""Packs what the other zone does not have yet. An application is compared with what was sent of it last, so that no act anywhere has
to think of the courier, and none can be forgotten. Killed at any moment, it leaves a package that is in the ledger whole, or none."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from integrations.courier_socket import Courier, Parcel
from portal.clock import TOKYO, from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.carry_items import due_items, keep_sent
from portal.services.cases import Case, open_case
from portal.services.compare_zones import tell_common
from portal.services.courier_folder import digest_of, lay, let_stand, packing, parts_in
from portal.services.due_again import is_due
from portal.services.installation import Installation
from portal.services.tell_inner import Told, mark_of, tell_inner
from portal.services.tell_outer import tell_outer
from portal.services.write_audit import write_audit
from portal.store import applications, attachments, courier, courier_items
from portal.store.attachments import Holder
from portal.store.courier import ARRIVED, IN, OUT, PACKED, TAKEN, CaseRow, StepRow
from portal.store.courier_items import ItemRow

FORMAT = 2
_AT_ONCE = 200
_HOUR = 3_600_000_000
_MOST_ACKNOWLEDGED = 5000


@dataclass(frozen=True)
class Packed:
    """One finished package, and the name of its file."""

    number: int
    name: str
    size: int
    items: int


@dataclass
class _Load:
    """What goes into one package. `acknowledged`: (uid, step); `heard`: (key, step) of what goes beside applications."""

    cases: list[Told] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    rows: list[CaseRow] = field(default_factory=list)
    items: list[tuple[ItemRow, Told]] = field(default_factory=list)
    acknowledged: list[tuple[str, int]] = field(default_factory=list)
    heard: list[tuple[str, int]] = field(default_factory=list)
    size: int = 0

    @property
    def empty(self) -> bool:
        return not (self.rows or self.items or self.acknowledged or self.heard)


def is_outer(installation: Installation) -> bool:
    return installation.settings.zone == "outer"


def pack_courier(
    installation: Installation, folder: Path, actor: Actor, *, again: bool = False
) -> Iterator[Packed]:  # fmt: skip
    """One package after the other into the folder until nothing is left. `again`: also what is on its way. Conflict if somebody else
    packs at this moment, or nobody is known to pack for; OSError where the folder takes nothing."""
    if installation.courier is None or not installation.courier.paired:
        raise Conflict("courier")
    with packing(folder):
        _finish_begun(installation, folder)
        yield from _pack(installation, installation.courier, folder, actor, again)


def _pack(
    installation: Installation, sealing: Courier, folder: Path, actor: Actor, again: bool
) -> Iterator[Packed]:  # fmt: skip
    started = to_micro(installation.clock.now())
    after, load = 0, _acknowledging(installation)
    most = installation.settings.courier_megabytes * 1_000_000
    while True:
        with installation.database.read() as unit:
            ids = courier.changed(unit, is_outer(installation), after, _AT_ONCE)
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


def _finish_begun(installation: Installation, folder: Path) -> None:
    """What a killed run left behind: in the ledger it is a package, else it is nothing."""
    for begun in parts_in(folder):
        with installation.database.read() as unit:
            packed = courier.was_packed(unit, digest_of(begun.read_bytes()))
        if packed:
            let_stand(begun)
        else:
            begun.unlink(missing_ok=True)


def _acknowledging(installation: Installation) -> _Load:
    with installation.database.read() as unit:
        return _Load(
            acknowledged=courier.owing(unit, _MOST_ACKNOWLEDGED), heard=courier_items.owing(unit, _MOST_ACKNOWLEDGED)
        )


def _add(installation: Installation, load: _Load, application_id: int, started: int, again: bool) -> None:
    """Into the load if it is due: it differs from what was sent, or the other side was silent for too long."""
    with installation.database.read() as unit:
        found = applications.by_id(unit, application_id)
        if found is None:
            return
        case, row = open_case(installation, unit, found), courier.of(unit, application_id) or CaseRow(application_id)
        told = (
            tell_inner(installation, unit, case) if is_outer(installation) else tell_outer(unit, case, row.taken_acts)
        )
        mark = mark_of(told)
        if not is_due(installation, unit, row, mark, started, again):
            _note_looked(installation, row, started)
            return
        where, parts = _with_files(unit, case, told, row, len(load.parts))
    step = row.sent_step if row.sent_mark == mark else max(started, row.sent_step + 1)
    load.cases.append(told | {"step": step, "carried": where})
    load.parts += parts
    load.size += len(_written(told)) + sum(map(len, parts))
    load.rows.append(
        replace(
            row, sent_step=step, sent_mark=mark, sent_files=" ".join(told.get("files", ())), looked_at=started,
            sent_at=started,
        )
    )  # fmt: skip


def _note_looked(installation: Installation, row: CaseRow, started: int) -> None:
    """Only once it is settled there: until then it is compared each time anyhow."""
    if row.there_step < row.sent_step or started - row.looked_at < _HOUR:
        return
    with installation.database.write() as unit:
        courier.looked(unit, row.application_id, row.sent_mark, started)
        unit.commit()


def _with_files(
    unit: Unit, case: Case, told: Told, row: CaseRow, begin: int
) -> tuple[dict[str, int], list[bytes]]:  # fmt: skip
    """The content of what the other side does not have, and by id which part behind the first it is."""
    where: dict[str, int] = {}
    parts: list[bytes] = []
    holder, there = Holder(application_id=case.row.id), set(row.there_files.split())
    for name in sorted(told.get("files", {}).keys() - there):
        sealed = attachments.content(unit, holder, name)
        if sealed is not None:
            parts.append(case.sealer.open_bytes(f"file:{name}", sealed))
            where[name] = begin + len(parts)
    return where, parts


def _finish(installation: Installation, sealing: Courier, folder: Path, load: _Load, actor: Actor) -> Packed:
    """Numbered, sealed, and written into the ledger with everything that it carries. The file is there under another name before
    the ledger is, and has its own after."""
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        # After a restore from a backup the other side may know numbers that were given since.
        number = max(courier.last_number(unit, OUT, act) for act in (PACKED, ARRIVED)) + 1
        first = {
            "format": FORMAT, "zone": installation.settings.zone, "cases": load.cases,
            "items": [told for _, told in load.items], "acknowledged": load.acknowledged, "heard": load.heard,
            "taken": ranges(courier.numbers(unit, IN, TAKEN)), "common": tell_common(installation),
        }  # fmt: skip
        made_at = from_micro(now).astimezone(TOKYO).isoformat(timespec="seconds")
        content = sealing.pack(Parcel(number, made_at, [_written(first), *load.parts]))
        packed = Packed(number, file_name(installation, number), len(content), len(load.cases))
        begun = lay(folder, packed.name, content)
        step = StepRow(now, OUT, number, digest_of(content), PACKED, "", packed.items, 0, packed.size, str(actor))
        if not courier.add_step(unit, step):
            raise Conflict("courier")
        for row in load.rows:
            courier.keep(unit, replace(_as_now(unit, row), sent_in=number))
            write_audit(installation, unit, actor, "carry application", application_id=row.application_id)
        for item, _ in load.items:
            keep_sent(unit, item, number)
        courier.told(unit, load.acknowledged)
        courier_items.told(unit, load.heard)
        unit.commit()
    let_stand(begun)
    return packed


def _as_now(unit: Unit, row: CaseRow) -> CaseRow:
    """With what came from there meanwhile, which is not this one's to change."""
    now = courier.of(unit, row.application_id) or row
    return replace(
        row, there_step=now.there_step, there_files=now.there_files, taken_step=now.taken_step,
        taken_acts=now.taken_acts, owes=now.owes,
    )  # fmt: skip


def file_name(installation: Installation, number: int) -> str:
    """Tells the way and the number, and nothing else."""
    return f"kakanai-{installation.settings.zone}-{number:08d}.courier"


def ranges(numbers: list[int]) -> list[list[int]]:
    """[1, 2, 3, 5] → [[1, 3], [5, 5]]."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _written(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
