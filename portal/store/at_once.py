"""Changes of several stores in one statement on PostgreSQL, where each is a wait of its own.

    with at_once(unit) as later:
        applications.add_answers(later, answers)  # noted, answers with nothing
        look_ups.add(later, keys)
        drafts.send(unit, draft_id, revision)  # takes both along

None sees the rows of another, and their order is not fixed; foreign keys are checked at the end. SQLite, which is no
wait away, runs one after another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from portal.db import Unit
from portal.store.statements import Statement, execute
from portal.store.together import renumbered

_MOST = 32  # statements of a bundle; an import of many packages repeats each statement instead
_Change = tuple[Statement[Any], Any]


class _Later(Unit):
    def __init__(self, unit: Unit) -> None:
        super().__init__(unit.connection, writes=True)
        self.noted = []

    def taken_along(self, last: list[_Change]) -> list[_Change]:
        """In fewer statements."""
        noted, self.noted = [*(self.noted or []), *last], []
        dialect = self.connection.dialect.name
        rows = [(change, row) for change, values in noted for row in (values if isinstance(values, list) else [values])]
        if dialect == "sqlite" or not 1 < len(rows) <= _MOST:
            return noted
        given = [change.compiled(dialect).for_values(row) for change, row in rows]
        composed = _composed(tuple((text, len(values)) for text, values in given))
        return [(composed, tuple(value for _, values in given for value in values))]


@contextmanager
def at_once(unit: Unit) -> Iterator[Unit]:
    later = unit.later = _Later(unit)
    try:
        yield later
    finally:
        unit.later = None
    for statement, values in later.taken_along([]):
        execute(unit, statement, values)


@lru_cache(maxsize=512)
def _composed(parts: tuple[tuple[bytes, int], ...]) -> Statement[Any]:
    written, before = [], 0
    for text, values in parts:
        written.append(renumbered(text, before))
        before += values
    *first, last = written
    named = ", ".join(f"c{number} AS ({text})" for number, text in enumerate(first))
    return Statement.as_sent(f"WITH {named} {last}", "postgresql")
