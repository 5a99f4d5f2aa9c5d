"""Changes of several stores in one statement on PostgreSQL, where each is a wait of its own.

    with at_once(unit) as later:
        applications.add_answers(later, answers)  # noted, answers with nothing
        look_ups.add(later, keys)

None sees the rows of another, and their order is not fixed; foreign keys are checked at the end. SQLite, which is no
wait away, runs one after another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from portal.db import Unit
from portal.store.statements import Statement, execute, forget
from portal.store.together import renumbered

_MOST = 32  # statements of a bundle; an import of many packages repeats each statement instead


class _Later(Unit):
    def __init__(self, unit: Unit) -> None:
        super().__init__(unit.connection, writes=True)
        self.noted = []


@contextmanager
def at_once(unit: Unit) -> Iterator[Unit]:
    later = _Later(unit)
    yield later
    noted = later.noted or []
    dialect = unit.connection.dialect.name
    rows = [
        (statement, row) for statement, values in noted for row in (values if isinstance(values, list) else [values])
    ]
    if dialect == "sqlite" or not 1 < len(rows) <= _MOST:
        for statement, values in noted:
            execute(unit, statement, values)
        return
    given = [statement.compiled(dialect).for_values(row) for statement, row in rows]
    for statement, _row in rows:
        forget(unit, statement.compiled(dialect).inserts_into, dialect)
    kept, unit.kept = unit.kept, {}
    composed = _composed(tuple((text, len(values)) for text, values in given))
    execute(unit, composed, tuple(value for _text, values in given for value in values))
    unit.kept = kept


@lru_cache(maxsize=512)
def _composed(parts: tuple[tuple[bytes, int], ...]) -> Statement[Any]:
    written, before = [], 0
    for text, values in parts:
        written.append(renumbered(text, before))
        before += values
    *first, last = written
    named = ", ".join(f"c{number} AS ({text})" for number, text in enumerate(first))
    return Statement.as_sent(f"WITH {named} {last}", "postgresql")
