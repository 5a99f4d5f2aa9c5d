"""Reads of several stores in one statement."""

#     with together(unit) as ahead:
#         payments.of_application(ahead, number)  # recorded; returns an empty result
#         corrections.of(ahead, number)
#     corrections.of(unit, number)  # what was read
#
# Rows come with the columns of all reads, NULL but in those of their own; reads of the same statement share theirs. As JSON
# a row of a draft took twice as long. The unit forgets at its first write. Not for reads that lock or decide: a later statement
# may see what others committed meanwhile.

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any, cast, get_type_hints

from portal.db import Unit
from portal.store.compiling import replaced
from portal.store.statements import Statement, execute, kept_key, made

# SQLite joins at most 500 reads of 2,000 columns in all, PostgreSQL 1,664; it plans each read.
_MOST, _WIDEST = 100, 1000
_MARK = {"sqlite": "?", "postgresql": "$"}

_Asked = tuple[Statement[Any], Any]


class _Ahead(Unit):
    def __init__(self, unit: Unit) -> None:
        super().__init__(unit.connection, writes=False)
        self.asked = []


class _Given:
    def __init__(self, read: _Asked, column: str) -> None:
        self.read, self.column = read, column

    def value(self, unit: Unit) -> Any:
        """Of the first row; None without. Raises KeyError before it is read."""
        rows = unit.kept[kept_key(unit, *self.read)]
        return getattr(rows[0], self.column) if rows else None


def given(ahead: Unit, column: str) -> Any:
    """What the read recorded last will give, as a value of further reads in the same statement."""
    return _Given((ahead.asked or [])[-1], column)


@contextmanager
def together(unit: Unit) -> Iterator[Unit]:
    if unit.asked is not None:  # within another
        yield unit
        return
    ahead = _Ahead(unit)
    yield ahead
    wanted: dict[Any, _Asked] = {}
    width = 0
    for statement, values in ahead.asked or ():
        if len(wanted) >= _MOST or width >= _WIDEST:
            _keep(unit, wanted)
            wanted, width = {}, 0
        asked = statement, _resolved(unit, values)
        key = kept_key(unit, *asked)
        if key not in unit.kept and key not in wanted:
            wanted[key] = asked
            width += _width(statement)
    if wanted:
        _keep(unit, wanted)


def _resolved(unit: Unit, values: Any) -> Any:
    # With the values that are known by now.
    if type(values) is tuple or _Given not in map(type, values.values()):
        return values
    return {
        name: value.value(unit) if type(value) is _Given and kept_key(unit, *value.read) in unit.kept else value
        for name, value in values.items()
    }


def _keep(unit: Unit, wanted: Mapping[Any, _Asked]) -> None:
    read = _read(unit, wanted)
    unit.kept.update(zip(wanted, read, strict=True))
    for (statement, values), rows in zip(wanted.values(), read, strict=True):
        resolved = _resolved(unit, values)
        if resolved is not values:
            unit.kept[kept_key(unit, statement, resolved)] = rows


def _read(unit: Unit, wanted: Mapping[Any, _Asked]) -> list[list[Any]]:
    dialect = unit.connection.dialect.name
    shapes, sent = list[_Shape](), list[Any]()
    for statement, values in wanted.values():
        text, ordered = statement.compiled(dialect).for_values(values)
        marks: tuple[tuple[int, int] | None, ...] = (None,) * len(ordered)
        if _Given in map(type, ordered):
            keys = list(wanted)
            marks = tuple(
                (keys.index(kept_key(unit, *value.read)), _place(value.read[0], value.column))
                if type(value) is _Given
                else None
                for value in ordered
            )
            ordered = [value for value in ordered if type(value) is not _Given]
        shapes.append((text, _width(statement), statement.per_call, marks))
        sent += ordered
    composed, spans = _composed(dialect, tuple(shapes))
    rows: list[list[Any]] = [[] for _ in shapes]
    for row in execute(unit, composed, tuple(sent)).fetchall():
        rows[row[0]].append(row[spans[row[0]]])
    return [made(statement, own) for (statement, _), own in zip(wanted.values(), rows, strict=True)]


@lru_cache(maxsize=4096)
def _width(statement: Statement[Any]) -> int:
    if isinstance(statement.clause, str):
        is_class = is_dataclass(statement.row) or hasattr(statement.row, "_fields")
        return len(get_type_hints(statement.row)) if is_class else 1
    names = [column.key for column in cast("Any", statement.clause).selected_columns]
    if statement.row is None:
        statement.name_row(names)
    return len(names)


def _place(statement: Statement[Any], column: str) -> int:
    return [each.key for each in cast("Any", statement.clause).selected_columns].index(column)


# Text, columns, whether it is planned for each call, and for each value the read and column that give it.
_Shape = tuple[Any, int, bool, tuple[tuple[int, int] | None, ...]]


@lru_cache(maxsize=512)
def _composed(dialect: str, shapes: tuple[_Shape, ...]) -> tuple[Statement[Any], tuple[slice, ...]]:
    parts, groups, count = [], dict[tuple[Any, int], list[int]](), 0
    for number, (text, width, _, marks) in enumerate(shapes):
        written = []
        for mark in marks:
            count += mark is None
            written.append(f"{_MARK[dialect]}{count}" if mark is None else f"(SELECT c{mark[1]} FROM q{mark[0]})")
        columns = ", ".join(f"c{place}" for place in range(width))
        parts.append(f"q{number}({columns}) AS ({replaced(text, written)})")
        groups.setdefault((text, width), []).append(number)
    spans, start = [slice(0)] * len(shapes), 1
    for (_, width), numbers in groups.items():
        for number in numbers:
            spans[number] = slice(start, start + width)
        start += width
    join = _padded if dialect == "sqlite" else _joined
    written_whole = f"WITH {', '.join(parts)} {join([(width, numbers) for (_, width), numbers in groups.items()])}"
    whole = Statement.as_sent(written_whole, dialect)
    whole.per_call = dialect == "postgresql" and any(per_call for _, _, per_call, _ in shapes)
    return whole, tuple(spans)


_Groups = Sequence[tuple[int, Sequence[int]]]  # columns, numbers of the reads that share them


def _padded(groups: _Groups) -> str:
    selects, before, whole = [], 0, sum(width for width, _ in groups)
    for width, numbers in groups:
        own = [f"c{place}" for place in range(width)]
        columns = ", ".join(["NULL"] * before + own + ["NULL"] * (whole - before - width))
        selects += [f"SELECT {number}, {columns} FROM q{number}" for number in numbers]
        before += width
    return " UNION ALL ".join(selects)


def _joined(groups: _Groups) -> str:
    # PostgreSQL wants a type for each NULL of a UNION, and for none of an outer join.
    tables, names = [], []
    for group, (width, numbers) in enumerate(groups):
        own = [f"g{group}c{place}" for place in range(width)]
        reads = " UNION ALL ".join(f"SELECT {number}, * FROM q{number}" for number in numbers)
        tables.append(f"({reads}) AS g{group}({', '.join([f'n{group}', *own])})")
        names += own
    number = ", ".join(f"n{group}" for group in range(len(groups)))
    further = "".join(f" FULL JOIN {table} ON false" for table in tables[1:])
    return f"SELECT coalesce({number}), {', '.join(names)} FROM {tables[0]}{further}"
