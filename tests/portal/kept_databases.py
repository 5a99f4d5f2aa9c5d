"""Databases of released revisions with one row per table, kept as `kept/<revision>.json`.

With a release, `.venv/bin/python -m tests.portal.kept_databases FILE` writes the rows of the current tables.
"""

import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table
from sqlalchemy.schema import Column

from portal.db import Database
from portal.migrate import migrate
from portal.models import metadata

FOLDER = Path(__file__).parent / "kept"
FIRST_ROWS = "change_head"  # the migration inserts its only row
Rows = dict[str, dict[str, Any]]
_kept: dict[str, tuple[sqlite3.Connection, Rows]] = {}
_reflected: dict[tuple[str, str], MetaData] = {}


def rows_now() -> Rows:
    """One row per table. All numbers are 1 and all texts equal, so that every reference is valid."""
    return {
        table.name: {column.name: _value(column) for column in table.columns}
        for table in metadata.sorted_tables
        if table.name != FIRST_ROWS
    }


def _value(column: "Column[Any]") -> str | int | bool:
    """Bytes as hexadecimal digits."""
    kinds: dict[type, str | int | bool] = {int: 1, bytes: "00ff", bool: True}
    return kinds.get(column.type.python_type, "kept")


def load(database: Database, revision: str) -> Rows:
    """Migrates to this revision and inserts its rows; the expected rows."""
    return _once(revision, database, lambda: _load(database, revision))


def _load(database: Database, revision: str) -> Rows:
    migrate(database, revision)
    rows: Rows = json.loads((FOLDER / f"{revision}.json").read_text(encoding="utf-8"))
    with database.write() as unit:
        key = (unit.connection.dialect.name, revision)
        if key not in _reflected:
            tables_of_then = MetaData()
            tables_of_then.reflect(unit.connection)
            _reflected[key] = tables_of_then
        tables = _reflected[key].tables
        stored = {name: _of_table(tables[name], row) for name, row in rows.items()}
        for name, row in stored.items():
            unit.connection.execute(tables[name].insert().values(row))
        unit.commit()
    return stored


def load_upgraded(database: Database, revision: str) -> Rows:
    """As `load`, migrated to today's tables."""
    return _once(f"{revision} upgraded", database, lambda: _load_upgraded(database, revision))


def _load_upgraded(database: Database, revision: str) -> Rows:
    kept = load(database, revision)
    migrate(database)
    return kept


def load_every(database: Database, revision: str) -> Rows:
    """Migrates to today's tables; those that came after this revision have one row, too."""
    return _once(f"{revision} every", database, lambda: _load_every(database, revision))


def _load_every(database: Database, revision: str) -> Rows:
    kept = load_upgraded(database, revision)
    with database.write() as unit:
        for name, row in rows_now().items():
            if name not in kept:
                unit.connection.execute(metadata.tables[name].insert().values(_of_table(metadata.tables[name], row)))
        unit.commit()
    return kept


def _once(name: str, database: Database, make: Callable[[], Rows]) -> Rows:
    # On SQLite made once in a process and then copied: a second of processor each.
    if not database.sqlite:
        return make()
    if name not in _kept:
        rows = make()
        _kept[name] = sqlite3.connect(":memory:", check_same_thread=False), rows
        _copy(database.engine.url.database or "", _kept[name][0], into_file=False)
        return rows
    memory, rows = _kept[name]
    _copy(database.engine.url.database or "", memory, into_file=True)
    return rows


def _copy(file: str, memory: sqlite3.Connection, *, into_file: bool) -> None:
    opened = sqlite3.connect(file)
    source, target = (memory, opened) if into_file else (opened, memory)
    source.backup(target)
    opened.close()


def _of_table(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {
        str(column.key): bytes.fromhex(row[column.name]) if column.type.python_type is bytes else row[column.name]
        for column in table.columns
        if column.name in row
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(rows_now(), indent=1) + "\n", encoding="utf-8")
