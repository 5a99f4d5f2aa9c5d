"""Reuses PostgreSQL databases: copying one costs twenty times as much as emptying it, and leaves a thousand files.

A database with changed tables, triggers or initial rows, or with open connections, is not reused.
"""

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg

from tests.postgresql import Postgresql

# A copy keeps object and transaction ids of its template; altered objects have others.
_SHAPE = """
SELECT (SELECT sum(oid::bigint * 31 + xmin::text::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT sum(attrelid::bigint * attnum + xmin::text::bigint) FROM pg_attribute),
       (SELECT sum(oid::bigint * 31 + xmin::text::bigint) FROM pg_trigger),
       (SELECT sum(oid::bigint * 31 + xmin::text::bigint) FROM pg_constraint),
       (SELECT sum(oid::bigint * 31 + xmin::text::bigint) FROM pg_proc)
"""
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0"
_COUNTERS = """
SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences WHERE schemaname = 'public'
"""

Shape = tuple[int, ...]
Row = tuple[str, str]  # tuple id and inserting transaction


@dataclass(frozen=True)
class Pattern:
    shape: Shape
    rows: Mapping[str, frozenset[Row]]
    counters: frozenset[tuple[str, int, bool]]


@dataclass
class UsedDatabases:
    server: Postgresql
    fewest: int = 4  # keeps this many waiting, so that slow connections can close
    most: int = 12  # of ten megabytes each
    _patterns: dict[str, Pattern] = field(default_factory=dict)
    _waiting: dict[str, deque[str]] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)

    def given(self, name: str, template: str) -> None:
        self._kinds[name] = template

    def keep(self, name: str) -> None:
        waiting = self._waiting.setdefault(self._kinds[name], deque())
        waiting.append(name)
        if len(waiting) > self.most:
            self._drop(waiting.popleft())

    def as_new(self, template: str) -> str | None:
        """A database in the state of a new copy of `template`, if there is one."""
        waiting = self._waiting.get(template, deque())
        while len(waiting) >= self.fewest:
            name = waiting.popleft()
            with self._opened(name) as connection:
                if _emptied(connection, self._pattern(template)):
                    return name
            self._drop(name)
        return None

    def _drop(self, name: str) -> None:
        # Left where PostgreSQL waits for a process of its own for ever (`Postgresql.execute`): it is not given again.
        with suppress(psycopg.errors.QueryCanceled):
            self.server.execute(f"DROP DATABASE {name} WITH (FORCE)", patience=10)

    def _pattern(self, template: str) -> Pattern:
        if template not in self._patterns:
            with self._opened(template) as connection:
                rows = {table: _rows(connection, table) for table in _filled(connection)}
                self._patterns[template] = Pattern(_shape(connection), rows, _counters(connection))
        return self._patterns[template]

    def _opened(self, name: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(host=str(self.server.folder), user="postgres", dbname=name)


def _emptied(connection: "psycopg.Connection[tuple[object, ...]]", pattern: Pattern) -> bool:
    """Whether it succeeded. Replication mode bypasses audit guards and foreign keys."""
    if connection.execute(_OTHERS).fetchone() != (0,) or _shape(connection) != pattern.shape:
        return False
    connection.execute("SET LOCAL session_replication_role = replica")
    for table in _filled(connection):
        first = pattern.rows.get(table, frozenset())
        if not first:
            connection.execute(f'DELETE FROM "{table}"'.encode())
            continue
        added = [place for place, version in _rows(connection, table) - first]
        connection.execute(f'DELETE FROM "{table}" WHERE ctid = ANY (%s::tid[])'.encode(), (added,))
    if any(_rows(connection, table) != rows for table, rows in pattern.rows.items()):
        return False
    for name, value, used in _counters(connection) ^ pattern.counters:
        if (name, value, used) in pattern.counters:
            connection.execute("SELECT setval(%s, %s, %s)", (f'"{name}"', value, used))
    return True


def _shape(connection: "psycopg.Connection[tuple[object, ...]]") -> Shape:
    row = connection.execute(_SHAPE).fetchone()
    assert row is not None
    return tuple(int(str(value)) for value in row)


def _filled(connection: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    return [str(name) for (name,) in connection.execute(_TABLES)]


def _rows(connection: "psycopg.Connection[tuple[object, ...]]", table: str) -> frozenset[Row]:
    rows = connection.execute(f'SELECT ctid::text, xmin::text FROM "{table}"'.encode()).fetchall()
    return frozenset((str(place), str(version)) for place, version in rows)


def _counters(connection: "psycopg.Connection[tuple[object, ...]]") -> frozenset[tuple[str, int, bool]]:
    rows = connection.execute(_COUNTERS).fetchall()
    return frozenset((str(name), int(str(value)), bool(used)) for name, value, used in rows)
