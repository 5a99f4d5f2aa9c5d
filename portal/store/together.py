"""Reads of several stores in one statement."""

#     with together(unit) as ahead:
#         payments.of_application(ahead, number)  # recorded; returns an empty result
#         corrections.of(ahead, number)
#     corrections.of(unit, number)  # what was read
#
# A row travels as a JSON array, bytes as hexadecimal digits. The unit forgets at its first write. Not for reads that lock
# or decide: a later statement may see what others committed meanwhile.

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass
from functools import lru_cache
from itertools import starmap
from typing import Any, cast, get_type_hints

from sqlalchemy import LargeBinary

from portal.db import Unit
from portal.store.compiling import renumbered, with_limits
from portal.store.statements import Statement, execute, kept_key

_MOST = 100  # SQLite joins at most 500 reads; PostgreSQL plans each


class _Ahead(Unit):
    def __init__(self, unit: Unit) -> None:
        super().__init__(unit.connection, writes=False)
        self.asked = []


@contextmanager
def together(unit: Unit) -> Iterator[Unit]:
    if unit.asked is not None:  # within another
        yield unit
        return
    ahead = _Ahead(unit)
    yield ahead
    wanted = {}
    for statement, values in ahead.asked or ():
        key = kept_key(unit, statement, values)
        if key not in unit.kept:
            wanted[key] = (statement, values)
    keys = list(wanted)
    for start in range(0, len(keys), _MOST):
        some = keys[start : start + _MOST]
        unit.kept |= dict(zip(some, _read(unit, [wanted[key] for key in some]), strict=True))


def _read(unit: Unit, asked: Sequence[tuple[Statement[Any], Any]]) -> list[list[Any]]:
    dialect = unit.connection.dialect.name
    given = [statement.compiled(dialect).for_values(values) for statement, values in asked]
    if dialect == "postgresql":
        given = list(starmap(with_limits, given))
    shapes = tuple(
        (text, len(values), *_shape(statement)) for (statement, _), (text, values) in zip(asked, given, strict=True)
    )
    composed = _composed(dialect, shapes)
    composed.per_call = dialect == "postgresql" and any(statement.per_call for statement, _ in asked)
    cursor = execute(unit, composed, tuple(value for _, values in given for value in values))
    rows: list[list[Any]] = [[] for _ in asked]
    for number, written in cursor.fetchall():
        row = json.loads(written)
        for place in shapes[number][3]:
            row[place] = None if row[place] is None else bytes.fromhex(row[place])
        rows[number].append(row)
    return [
        list(starmap(statement.row, statement_rows)) for (statement, _), statement_rows in zip(asked, rows, strict=True)
    ]


@lru_cache(maxsize=4096)
def _shape(statement: Statement[Any]) -> tuple[int, tuple[int, ...]]:
    if isinstance(statement.clause, str):
        is_class = is_dataclass(statement.row) or hasattr(statement.row, "_fields")
        kinds = list(get_type_hints(statement.row).values()) if is_class else [statement.row]
        return len(kinds), tuple(
            place for place, kind in enumerate(kinds) if bytes in (kind, *getattr(kind, "__args__", ()))
        )
    columns = list(cast("Any", statement.clause).selected_columns)
    if statement.row is None:
        statement.name_row([column.key for column in columns])
    return len(columns), tuple(place for place, column in enumerate(columns) if isinstance(column.type, LargeBinary))


@lru_cache(maxsize=512)
def _composed(dialect: str, shapes: tuple[tuple[Any, int, int, tuple[int, ...]], ...]) -> Statement[Any]:
    parts, reads, before = [], [], 0
    for number, (text, values, width, sealed) in enumerate(shapes):
        columns = [f"c{place}" for place in range(width)]
        parts.append(f"q{number}({', '.join(columns)}) AS ({renumbered(text, before)})")
        shown = [_hexadecimal(dialect, name) if place in sealed else name for place, name in enumerate(columns)]
        reads.append(f"SELECT {number} AS n, {_array(dialect, shown)} AS v FROM q{number}")
        before += values
    return Statement.as_sent(f"WITH {', '.join(parts)} {' UNION ALL '.join(reads)}", dialect)


def _hexadecimal(dialect: str, name: str) -> str:
    # hex(NULL) is an empty text in SQLite
    return (
        f"CASE WHEN {name} IS NULL THEN NULL ELSE hex({name}) END" if dialect == "sqlite" else f"encode({name}, 'hex')"
    )


def _array(dialect: str, shown: Sequence[str]) -> str:
    listed = ", ".join(shown)
    return f"json_array({listed})" if dialect == "sqlite" else f"CAST(json_build_array({listed}) AS text)"
