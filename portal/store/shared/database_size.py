"""How much the database of this city holds."""

from portal.db import Unit

# Statements about the database itself, which no model has.
_SQLITE = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
_POSTGRESQL = "SELECT pg_database_size(current_database())"


def bytes_held(unit: Unit) -> int:
    statement = _SQLITE if unit.connection.dialect.name == "sqlite" else _POSTGRESQL
    return int(unit.connection.exec_driver_sql(statement).scalar_one())
