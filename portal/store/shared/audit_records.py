"""Records and their hash chain, append-only."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from portal.clock import to_micro
from portal.db import Unit
from portal.models.shared import audit_batch, audit_record
from portal.store.statements import by, every, exactly, insert_into, one, rows, run, sql

FOUND, NOTED = "find audit fault", "note audit fault"  # `detail`: the mark of the fault, a space, words


@dataclass(frozen=True)
class AuditRecord:
    id: int
    at: int
    actor: str  # resident:<id>, staff:<login> or system:<job>
    action: str
    application_id: int | None
    place: str  # network address; `detail` never holds an answer
    detail: str
    mac: bytes


@dataclass(frozen=True)
class Entry:
    action: str
    application_id: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class AuditBatch:
    """Numbers in `voided` do not exist; `hash` covers the records and the previous link."""

    first: int
    last: int
    records: int
    voided: tuple[int, ...]
    hash: bytes
    mac: bytes
    sealed_at: int


def _link(first: int, last: int, records: int, voided: str, *others: Any) -> AuditBatch:
    return AuditBatch(first, last, records, tuple(map(int, voided.split())), *others)


_record = audit_record.AuditRecord.table
_batch = audit_batch.AuditBatch.table
_ROWS = rows(AuditRecord, audit_record.AuditRecord)
_ADD = sql(insert_into(audit_record.AuditRecord, AuditRecord, but=("id",)))
_FROM = sql(_ROWS.where(_record.c.id > bindparam("after")).order_by(_record.c.id).limit(bindparam("most")))
_LAST = sql(select(_batch).order_by(_batch.c.last.desc()).limit(1), _link)
_CHAIN = sql(select(_batch).where(_batch.c.first > bindparam("after")).order_by(_batch.c.first).limit(1000), _link)
_LINK = sql(insert_into(audit_batch.AuditBatch, beside=_batch.c.keys()))
# "kakaudit"; the migrations lock another number.
_LOCK = sql(select(func.pg_try_advisory_xact_lock(7737583701124737396)), bool)
_ABOUT_FAULTS = sql(_ROWS.where(audit_record.ABOUT_FAULTS).order_by(_record.c.id))
_LAST_AT = sql(select(_record.c.at).order_by(_record.c.id.desc()).limit(1), int)
_LAST_NUMBER = sql(select(func.coalesce(func.max(_record.c.id), 0)), int)
_RECENT = sql(_ROWS.where(by(_record.c.application_id)).order_by(_record.c.id.desc()).limit(200))

_DID_SINCE = sql(
    select(_record.c.id)
    .where(
        by(_record.c.application_id),
        by(_record.c.actor),
        by(_record.c.action),
        _record.c.at >= bindparam("since"),
    )
    .limit(1),
    int,
)


def framed(parts: Iterable[bytes]) -> bytes:
    """Length prefixes keep different lists different."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def content(record: AuditRecord, *, numbered: bool) -> bytes:
    """The database assigns the number after the MAC; the chain covers it."""
    parts = [
        str(record.at).encode(), record.actor.encode(), record.action.encode(),
        str(record.application_id or "").encode(), record.place.encode(), record.detail.encode(),
    ]  # fmt: skip
    return framed([str(record.id).encode(), *parts, record.mac]) if numbered else framed(parts)


def mac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, hashlib.sha256)


def add(unit: Unit, key: bytes, at: datetime, actor: str, place: str, entries: Sequence[Entry]) -> None:
    """In the transaction of the change."""
    records = [
        AuditRecord(0, to_micro(at), actor, entry.action, entry.application_id, place, entry.detail, b"")
        for entry in entries
    ]
    run(unit, _ADD, [{**vars(record), "mac": mac(key, content(record, numbered=False))} for record in records])


def after(unit: Unit, number: int, most: int = 256) -> list[AuditRecord]:
    return every(unit, _FROM, after=number, most=most)


def last_number(unit: Unit) -> int:
    return exactly(unit, _LAST_NUMBER)


def of_application(unit: Unit, application_id: int) -> list[AuditRecord]:
    return every(unit, _RECENT, application_id=application_id)


def did_since(unit: Unit, actor: str, action: str, application_id: int, since: int) -> bool:
    asked = {"actor": actor, "action": action, "application_id": application_id, "since": since}
    return one(unit, _DID_SINCE, **asked) is not None


def lock_chain(unit: Unit) -> bool:
    """False if another transaction holds the lock. Without it, the last link can change between two statements (READ
    COMMITTED). SQLite has one writer."""
    return unit.connection.dialect.name == "sqlite" or exactly(unit, _LOCK)


def last_batch(unit: Unit) -> AuditBatch | None:
    return one(unit, _LAST)


def about_faults(unit: Unit) -> list[AuditRecord]:
    """Also notes of repair."""
    return every(unit, _ABOUT_FAULTS)


def last_at(unit: Unit) -> int:
    """0 if none."""
    return one(unit, _LAST_AT) or 0


def batches(unit: Unit, number: int = -1) -> Iterator[AuditBatch]:
    while page := every(unit, _CHAIN, after=number):
        yield from page
        number = page[-1].first


def add_batch(unit: Unit, batch: AuditBatch) -> None:
    run(unit, _LINK, vars(batch) | {"voided": " ".join(map(str, batch.voided))})
