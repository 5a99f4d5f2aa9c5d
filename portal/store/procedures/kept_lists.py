from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from portal.db import Unit
from portal.models.procedures.list_change import ListChange
from portal.models.procedures.list_entry import ListEntry
from portal.store.statements import by, every, insert_into, put_into, rows, run, sql


@dataclass(frozen=True)
class EntryRow:
    list_name: str
    key: str
    label: str
    kana: str
    easy: str
    english: str
    starts: str
    ends: str
    note: str
    cells: str
    place: int


@dataclass(frozen=True)
class ChangeRow:
    list_name: str
    revision: int
    at: int
    actor: str
    act: str
    changes: str


def _pair(list_name: str, revision: int) -> tuple[str, int]:
    return list_name, revision


_entry, _change = ListEntry.table, ListChange.table
_PUT = sql(put_into(ListEntry, EntryRow, on=("list_name", "key")))
_OF = sql(rows(EntryRow, ListEntry).where(by(_entry.c.list_name)).order_by(_entry.c.place, _entry.c.id))
_ADD = sql(
    insert_into(ListChange, ChangeRow).on_conflict_do_nothing(index_elements=[_change.c.list_name, _change.c.revision])
)
_REVISIONS = sql(select(_change.c.list_name, func.max(_change.c.revision)).group_by(_change.c.list_name), _pair)
_HISTORY = sql(
    rows(ChangeRow, ListChange)
    .where(by(_change.c.list_name))
    .order_by(_change.c.revision.desc())
    .limit(bindparam("most"))
)


def entries(unit: Unit, list_name: str) -> list[EntryRow]:
    """In their order."""
    return every(unit, _OF, list_name=list_name)


def put(unit: Unit, changed: Sequence[EntryRow]) -> None:
    run(unit, _PUT, [vars(row) for row in changed])


def add_change(unit: Unit, row: ChangeRow) -> bool:
    """False: somebody else made this revision."""
    return run(unit, _ADD, vars(row)).rowcount == 1


def revisions(unit: Unit) -> dict[str, int]:
    return dict(every(unit, _REVISIONS))


def history(unit: Unit, list_name: str, most: int) -> list[ChangeRow]:
    """The newest first."""
    return every(unit, _HISTORY, list_name=list_name, most=most)
