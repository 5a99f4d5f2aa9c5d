from dataclasses import dataclass

from sqlalchemy import delete, update

from portal.db import Unit
from portal.models.shared.root_key import RootKey
from portal.store.statements import bound, by, every, insert_into, rows, run, sql

_root = RootKey.table


@dataclass(frozen=True)
class RootRow:
    name: str
    number: int
    key_id: str
    wrapped_key: bytes
    made_at: int
    until: int | None


_ALL = sql(rows(RootRow, RootKey).order_by(_root.c.name, _root.c.number))
_ADD = sql(insert_into(RootKey, RootRow).on_conflict_do_nothing(index_elements=[_root.c.name, _root.c.number]))
_CLOSE = sql(
    update(_root).where(by(_root.c.name, _root.c.number), _root.c.until.is_(None)).values(bound("until", "wrapped_key"))
)
_REMOVE = sql(delete(_root).where(by(_root.c.name, _root.c.number)))


def every_root(unit: Unit) -> list[RootRow]:
    return every(unit, _ALL)


def add(unit: Unit, row: RootRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def close(unit: Unit, row: RootRow) -> bool:
    return run(unit, _CLOSE, vars(row)).rowcount == 1


def remove(unit: Unit, name: str, number: int) -> bool:
    return run(unit, _REMOVE, {"name": name, "number": number}).rowcount == 1
