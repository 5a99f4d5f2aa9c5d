"""The schema of a database as comparable values."""

from typing import Any

from sqlalchemy import Connection, inspect, text

from portal.db import Database

_TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
}


def schema_of(database: Database) -> dict[str, Any]:
    """By table, without alembic's. Columns by name: their order may differ after migrations."""
    with database.read() as unit:
        inspector = inspect(unit.connection)
        return {
            table: {
                "columns": {
                    column["name"]: (str(column["type"]), column["nullable"], column["default"])
                    for column in inspector.get_columns(table)
                },
                "key": inspector.get_pk_constraint(table),
                "references": sorted(map(repr, inspector.get_foreign_keys(table))),
                "unique": sorted(map(repr, inspector.get_unique_constraints(table))),
                "indexes": sorted(map(repr, _indexes(unit.connection, table))),
            }
            for table in inspector.get_table_names()
            if table != "alembic_version"
        }


def _indexes(connection: Connection, table: str) -> list[dict[str, Any]]:
    """Conditions as text: SQLAlchemy's clauses are equal only to themselves."""
    indexes: list[Any] = inspect(connection).get_indexes(table)
    return [
        index | {"dialect_options": {key: str(value) for key, value in index.get("dialect_options", {}).items()}}
        for index in indexes
    ]


def triggers_of(database: Database) -> dict[str, str]:
    with database.read() as unit:
        rows = unit.connection.execute(text(_TRIGGERS[unit.connection.dialect.name]))
        return {str(name): str(definition) for name, definition in rows}
