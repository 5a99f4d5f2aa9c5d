"""How far background work is behind."""

from collections.abc import Mapping

from sqlalchemy import bindparam, func, select

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.models.shared.audit_batch import AuditBatch
from portal.models.shared.audit_record import AuditRecord
from portal.models.shared.outbox import Outbox
from portal.store.statements import every, exactly, one, sql

_record, _batch, _outbox = AuditRecord.table, AuditBatch.table, Outbox.table
_UNSEALED = sql(
    select(_record.c.at)
    .where(_record.c.id > func.coalesce(select(func.max(_batch.c.last)).scalar_subquery(), 0))
    .order_by(_record.c.id)
    .limit(1),
    int,
)
_OLDEST_DUE = sql(
    select(func.min(_outbox.c.next_try)).where(_outbox.c.kind == bindparam("kind"), _outbox.c.state == "waiting")
)
_NOT_SENT = sql(
    select(_outbox.c.kind, _outbox.c.state, func.count())
    .where(_outbox.c.state != "sent")
    .group_by(_outbox.c.kind, _outbox.c.state)
)
_DRAFTS = sql(select(func.count()).select_from(Draft.table), int)
_READ_ONLY = sql("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'", bool)
_ANSWERS = sql("SELECT 1", int)
_NOW = sql("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)", int)


def oldest_unsealed(unit: Unit) -> int | None:
    return one(unit, _UNSEALED)


def oldest_due(unit: Unit, kinds: tuple[str, ...]) -> int | None:
    instants = [row[0] for kind in kinds if (row := one(unit, _OLDEST_DUE, kind=kind)) and row[0] is not None]
    return min(instants, default=None)


def waiting_deliveries(unit: Unit) -> Mapping[tuple[str, str], int]:
    """By kind and state, without sent ones."""
    return {(row[0], row[1]): row[2] for row in every(unit, _NOT_SENT)}


def open_drafts(unit: Unit) -> int:
    return exactly(unit, _DRAFTS)


def only_reads(unit: Unit) -> bool:
    """False on SQLite, where only a write shows it. Fails if the database is away."""
    if unit.connection.dialect.name == "sqlite":
        return exactly(unit, _ANSWERS) != 1
    return exactly(unit, _READ_ONLY)


def clock_drift(unit: Unit, now: int) -> int:
    """Microseconds by which the database is ahead. SQLite has the clock of its process."""
    return 0 if unit.connection.dialect.name == "sqlite" else exactly(unit, _NOW) - now
