"""As the models declare them (`wrapped_as`, models/base)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import Any

from sqlalchemy import Table, bindparam, func, select, tuple_, update

from portal.db import Unit
from portal.models import metadata
from portal.store.statements import Statement, by, every, exactly, run, sql


@dataclass(frozen=True)
class WrappedRow:
    """`bound_to`: as `portal.sealing` names the row."""

    keys: Mapping[str, Any]  # primary key
    bound_to: str
    key_id: str
    wrapped_key: bytes


@dataclass(frozen=True)
class WrappedTable:
    table: Table

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def ring(self) -> str:
        return str(self.table.info["key_ring"])

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for _, part, _, _ in Formatter().parse(self.table.info["wrapped_as"]) if part)

    def page(self, unit: Unit, current: str, after: WrappedRow | None, most: int) -> list[WrappedRow]:
        place = {} if after is None else {f"after_{name}": value for name, value in after.keys.items()}
        statement = self._first if after is None else self._next
        return [self._row(values) for values in every(unit, statement, current=current, most=most, **place)]

    def move(self, unit: Unit, row: WrappedRow, key_id: str, wrapped: bytes) -> bool:
        values = {"former_id": row.key_id, "former_key": row.wrapped_key, "new_id": key_id, "new_key": wrapped}
        return run(unit, self._move, {**row.keys, **values}).rowcount == 1

    def count(self, unit: Unit, key_ids: Collection[str]) -> int:
        return int(exactly(unit, self._count, key_ids=list(key_ids)))

    def used(self, unit: Unit) -> list[str]:
        return [key_id for key_id in every(unit, self._used) if key_id]

    def _row(self, values: Sequence[Any]) -> WrappedRow:
        named = dict(zip(self._columns, values, strict=True))
        parts = {part: _text(named[part]) for part in self.parts}
        return WrappedRow(
            {name: named[name] for name in self._columns[: len(self.table.primary_key.columns)]},
            self.table.info["wrapped_as"].format(**parts), named["key_id"], named["wrapped_key"],
        )  # fmt: skip

    @cached_property
    def _columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.table.primary_key.columns.keys(), *self.parts, "key_id", "wrapped_key")))

    @cached_property
    def _first(self) -> Statement[Sequence[Any]]:
        columns = [self.table.c[name] for name in self._columns]
        others = (self.table.c.key_id != bindparam("current"), self.table.c.key_id != "")
        ordered = select(*columns).where(*others).order_by(*self.table.primary_key.columns)
        return sql(ordered.limit(bindparam("most")), lambda *values: values)

    @cached_property
    def _next(self) -> Statement[Sequence[Any]]:
        keys = list(self.table.primary_key.columns)
        after = tuple_(*keys) > tuple_(*(bindparam(f"after_{key.name}", type_=key.type) for key in keys))
        clause: Any = self._first.clause
        return sql(clause.where(after), lambda *values: values)

    @cached_property
    def _move(self) -> Statement[Any]:
        changed: Mapping[str, Any] = {"key_id": bindparam("new_id"), "wrapped_key": bindparam("new_key")}
        former = (
            self.table.c.key_id == bindparam("former_id"),
            self.table.c.wrapped_key == bindparam("former_key"),
        )
        return sql(update(self.table).where(by(*self.table.primary_key.columns), *former).values(changed))

    @cached_property
    def _count(self) -> Statement[int]:
        named = self.table.c.key_id.in_(bindparam("key_ids"))
        return sql(select(func.count()).select_from(self.table).where(named), int)

    @cached_property
    def _used(self) -> Statement[str]:
        return sql(select(self.table.c.key_id).distinct(), str)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.hex() if isinstance(value, bytes) else str(value)


TABLES = tuple(WrappedTable(table) for table in metadata.sorted_tables if table.info["wrapped_as"])


def of_ring(ring: str) -> tuple[WrappedTable, ...]:
    return tuple(table for table in TABLES if table.ring == ring)
