"""In the order of the key, with what opens sealed columns, for the hand-back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import FromClause, Table, bindparam, func, select, tuple_

from portal.db import Unit
from portal.models import metadata
from portal.store.shared.wrapped_keys import TABLES, WrappedTable
from portal.store.statements import Statement, every, exactly, sql

_WRAPPED = {wrapped.name: wrapped for wrapped in TABLES}
# Tables that reach their owner through another table.
_THROUGH = {"payment_event": "payment", "signature": "signed_document"}


@dataclass(frozen=True)
class DataKey:
    bound_to: str  # as `portal.sealing` names the row
    ring: str  # the key ring that wraps it
    key_id: str
    wrapped_key: bytes


@dataclass(frozen=True)
class WholeRow:
    values: Mapping[str, Any]
    keys: Mapping[str, DataKey]  # by table that has the data key; {} if its owner is deleted or not sent


@dataclass(frozen=True)
class WholeTable:
    table: Table
    owners: tuple[str, ...] = ()  # tables whose data keys seal columns
    sent: bool = False  # only rows of an application
    at_once: int = 200

    def rows(self, unit: Unit) -> Iterator[WholeRow]:
        place: Mapping[str, Any] = {}
        while True:
            statement = self._next if place else self._first
            page = every(unit, statement, most=self.at_once, **place)
            rows = [self._row(values) for values in page]
            yield from rows
            if len(rows) < self.at_once:
                return
            place = {f"after_{key.name}": rows[-1].values[key.name] for key in self.table.primary_key.columns}

    def count(self, unit: Unit) -> int:
        return int(exactly(unit, self._count))

    def _row(self, values: Sequence[Any]) -> WholeRow:
        width = len(self.table.columns)
        columns = dict(zip((column.name for column in self.table.columns), values[:width], strict=True))
        keys, rest = {}, list(values[width:])
        for name in self.owners:
            wrapped = _WRAPPED[name]
            parts, (key_id, wrapped_key) = rest[: len(wrapped.parts)], rest[len(wrapped.parts) :][:2]
            rest = rest[len(wrapped.parts) + 2 :]
            if key_id and wrapped_key:
                keys[name] = DataKey(_bound_to(wrapped, parts), wrapped.ring, key_id, wrapped_key)
        return WholeRow(columns, keys)

    @cached_property
    def _source(self) -> FromClause:
        source: FromClause = self.table
        for name in self.owners:
            if name == self.table.name:
                continue
            middle = self.table
            if self.table.name in _THROUGH:
                middle = metadata.tables[_THROUGH[self.table.name]]
                source = source.join(middle, isouter=True)
            owner = _WRAPPED[name].table
            source = source.join(owner, _leads_to(middle, owner), isouter=True)
        return source

    @cached_property
    def _all(self) -> Any:
        columns = list(self.table.columns)
        for name in self.owners:
            wrapped = _WRAPPED[name]
            columns += [wrapped.table.c[part] for part in (*wrapped.parts, "key_id", "wrapped_key")]
        labelled = [column.label(f"c{number}") for number, column in enumerate(columns)]
        return self._chosen(select(*labelled).select_from(self._source)).order_by(*self.table.primary_key.columns)

    def _chosen(self, chosen: Any) -> Any:
        if not self.sent:
            return chosen
        own = self.table.c.get("application_id")
        return chosen.where((metadata.tables["application"].c.id if own is None else own).is_not(None))

    @cached_property
    def _first(self) -> Statement[Sequence[Any]]:
        return sql(self._all.limit(bindparam("most")), lambda *values: values)

    @cached_property
    def _next(self) -> Statement[Sequence[Any]]:
        keys = list(self.table.primary_key.columns)
        after = tuple_(*keys) > tuple_(*(bindparam(f"after_{key.name}", type_=key.type) for key in keys))
        return sql(self._all.where(after).limit(bindparam("most")), lambda *values: values)

    @cached_property
    def _count(self) -> Statement[int]:
        return sql(self._chosen(select(func.count()).select_from(self._source)), int)


def _leads_to(table: Table, owner: Table) -> Any:
    # `disposal_line` names its application without a foreign key.
    for key in table.foreign_keys:
        if key.column.table is owner:
            return key.parent == key.column
    return table.c.application_id == owner.c.id


def _bound_to(wrapped: WrappedTable, parts: Sequence[Any]) -> str:
    named = {
        part: "" if value is None else value.hex() if isinstance(value, bytes) else value
        for part, value in zip(wrapped.parts, parts, strict=True)
    }
    return str(wrapped.table.info["wrapped_as"]).format(**named)
