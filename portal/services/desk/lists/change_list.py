"""Changes of a kept list, each on the state that its maker saw."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from forms.city.kept_lists import MOST_ENTRIES, KeptList
from forms.path.environment import ListEntry
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound, required
from portal.services.shared.follow_lists import entry_of
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.procedures import kept_lists
from portal.store.procedures.kept_lists import ChangeRow, EntryRow

ADD, CHANGE, END, ORDER, FILE, COURIER = "add", "change", "end", "order", "file", "courier"
_MOST_MISSED = 100  # changes since a page was opened, of which each is compared


@dataclass(frozen=True)
class ListState:
    """`revision` 0: as the city's file begins it."""

    kept: KeptList
    revision: int
    rows: tuple[EntryRow, ...]

    def row(self, key: str) -> EntryRow | None:
        return next((row for row in self.rows if row.key == key), None)

    def entry(self, key: str) -> ListEntry:
        """Raises NotFound."""
        row = required(self.row(key), NotFound("entry"))
        return entry_of(row)


def lists_of(installation: Basics, member: Member) -> list[KeptList]:
    return [kept for kept in installation.city.kept.lists if member.may("see", kept.duty)]


def open_list(installation: Basics, unit: Unit, member: Member, name: str) -> ListState:
    """Raises NotFound, also for another duty's."""
    kept = required(next((kept for kept in lists_of(installation, member) if kept.id == name), None), NotFound("list"))
    return state_of(unit, kept)


def state_of(unit: Unit, kept: KeptList) -> ListState:
    revision = kept_lists.revisions(unit).get(kept.id, 0)
    if revision:
        return ListState(kept, revision, tuple(kept_lists.entries(unit, kept.id)))
    return ListState(kept, 0, tuple(row_of(kept, row.entry, place) for place, row in enumerate(kept.entries)))


def row_of(kept: KeptList, entry: ListEntry, place: int) -> EntryRow:
    cells = json.dumps(dict(entry.columns), ensure_ascii=False, sort_keys=True)
    return EntryRow(
        kept.id, entry.key, entry.label, entry.kana, entry.easy, entry.english, entry.starts, entry.ends, entry.note,
        cells, place,
    )  # fmt: skip


def put_entry(
    installation: Basics, unit: Unit, member: Member, state: ListState, entry: ListEntry, *, seen: int, new: bool
) -> None:  # fmt: skip
    """Raises Conflict if this entry changed since `seen`, or one with this key came in the meantime."""
    before = state.row(entry.key)
    if new == (before is not None) or entry.key in _changed_since(unit, state, seen):
        raise Conflict("list")
    place = len(state.rows) if before is None else before.place
    row = row_of(state.kept, entry, place)
    rows = (*state.rows, row) if before is None else tuple(row if old.key == row.key else old for old in state.rows)
    make_change(installation, unit, member, state, ADD if new else CHANGE, rows)


def end_entry(
    installation: Basics, unit: Unit, member: Member, state: ListState, key: str, last: date, *, seen: int
) -> None:  # fmt: skip
    """`last`: the last day on which it can be chosen."""
    if key in _changed_since(unit, state, seen):
        raise Conflict("list")
    state.entry(key)
    rows = tuple(replace(row, ends=last.isoformat()) if row.key == key else row for row in state.rows)
    make_change(installation, unit, member, state, END, rows)


def move_entry(
    installation: Basics, unit: Unit, member: Member, state: ListState, key: str, *, up: bool, seen: int
) -> None:  # fmt: skip
    """Changes places with its neighbour; at an end nothing happens."""
    if seen != state.revision:
        raise Conflict("list")
    state.entry(key)
    rows = list(state.rows)
    at = [row.key for row in rows].index(key)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    make_change(
        installation, unit, member, state, ORDER, tuple(replace(row, place=place) for place, row in enumerate(rows))
    )


def make_change(
    installation: Basics, unit: Unit, member: Member, state: ListState, act: str, rows: Sequence[EntryRow]
) -> int:  # fmt: skip
    """How many entries changed. Raises Conflict if somebody else was faster, NotAllowed."""
    member.demand("keep list", state.kept.duty)
    return store_change(installation, unit, member.actor, state, act, rows)


def store_change(
    installation: Basics, unit: Unit, actor: Actor, state: ListState, act: str, rows: Sequence[EntryRow]
) -> int:  # fmt: skip
    before = {row.key: row for row in state.rows}
    changed = [row for row in rows if before.get(row.key) != row]
    if not changed:
        return 0
    if len(before.keys() | {row.key for row in rows}) > MOST_ENTRIES:
        raise Conflict("list")
    now, name = to_micro(installation.clock.now()), state.kept.id
    changes = [{"key": row.key, "before": _written(before.get(row.key)), "after": _written(row)} for row in changed]
    made = ChangeRow(name, state.revision + 1, now, str(actor), act, json.dumps(changes, ensure_ascii=False))
    if not kept_lists.add_change(unit, made):
        raise Conflict("list")
    kept_lists.put(unit, [*(state.rows if state.revision == 0 else ()), *changed])
    write_audit(installation, unit, actor, "change list", detail=f"{name} {act} {len(changed)}")
    return len(changed)


def _written(row: EntryRow | None) -> dict[str, object] | None:
    return None if row is None else {name: value for name, value in vars(row).items() if name != "list_name"}


def _changed_since(unit: Unit, state: ListState, seen: int) -> set[str]:
    missed = state.revision - seen
    if not 0 <= missed <= _MOST_MISSED:
        raise Conflict("list")
    rows = kept_lists.history(unit, state.kept.id, missed) if missed else []
    return {change["key"] for row in rows if row.act != ORDER for change in json.loads(row.changes)}
