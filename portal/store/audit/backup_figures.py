from sqlalchemy import func, select

from portal.db import Unit
from portal.models import metadata
from portal.models.cases.application import Application
from portal.models.shared.key_check import KeyCheck
from portal.store.statements import every, exactly, one, run, sql

_application = Application.table
_COUNTS = {table.name: sql(select(func.count()).select_from(table), int) for table in metadata.sorted_tables}
_LAST_RECEIPT = sql(select(_application.c.receipt_number).order_by(_application.c.id.desc()).limit(1), str)
_KEYS = sql(
    select(KeyCheck.table.c.ring, KeyCheck.table.c.key_id, KeyCheck.table.c.value)
    .where(KeyCheck.table.c.retired_at.is_(None))
    .order_by(KeyCheck.table.c.ring, KeyCheck.table.c.key_id),
    lambda ring, key_id, value: (ring, key_id, bytes(value)),
)
_ONE_STATE = sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
_MAY_WAIT = sql("SET LOCAL idle_in_transaction_session_timeout = 0")
_OTHERS = sql(
    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
    "AND pid <> pg_backend_pid())",
    bool,
)
_SNAPSHOT = sql("SELECT pg_export_snapshot()", str)


def counts(unit: Unit) -> dict[str, int]:
    return {name: exactly(unit, statement) for name, statement in _COUNTS.items()}


def last_receipt(unit: Unit) -> str:
    return one(unit, _LAST_RECEIPT) or ""


def key_values(unit: Unit) -> list[tuple[str, str, bytes]]:
    """(ring, id, check value), unless retired."""
    return every(unit, _KEYS)


def others_connected(unit: Unit) -> bool:
    # PostgreSQL.
    return exactly(unit, _OTHERS)


def export_snapshot(unit: Unit) -> str:
    """PostgreSQL, before any other statement of `unit`: what `pg_dump --snapshot` reads while `unit` is open."""
    hold_one_state(unit)
    return exactly(unit, _SNAPSHOT)


def hold_one_state(unit: Unit) -> None:
    """Before any other statement: all that `unit` reads is of this moment. SQLite does so itself."""
    if unit.connection.dialect.name == "postgresql":
        run(unit, _ONE_STATE, {})
        run(unit, _MAY_WAIT, {})
