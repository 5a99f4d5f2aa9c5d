"""Databases of released revisions with one row per table, kept as `kept/<revision>.json`.

With a release, `.venv/bin/python -m tests.portal.kept_databases FILE` writes the rows of the current tables.
"""

import json
import sys
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
    migrate(database, revision)
    rows: Rows = json.loads((FOLDER / f"{revision}.json").read_text(encoding="utf-8"))
    metadata_of_then = MetaData()
    with database.write() as unit:
        metadata_of_then.reflect(unit.connection)
        stored = {name: _of_table(metadata_of_then.tables[name], row) for name, row in rows.items()}
        for name, row in stored.items():
            unit.connection.execute(metadata_of_then.tables[name].insert().values(row))
        unit.commit()
    return stored


def load_every(database: Database, revision: str) -> None:
    """Migrates to today's tables; those that came after this revision have one row, too."""
    kept = load(database, revision)
    migrate(database)
    with database.write() as unit:
        for name, row in rows_now().items():
            if name not in kept:
                unit.connection.execute(metadata.tables[name].insert().values(_of_table(metadata.tables[name], row)))
        unit.commit()


def _of_table(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: bytes.fromhex(value) if table.c[name].type.python_type is bytes else value for name, value in row.items()
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(rows_now(), indent=1) + "\n", encoding="utf-8")
