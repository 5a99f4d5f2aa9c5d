"""Records and their hash chain, append-only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from struct import Struct
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import OperationalError

from portal.clock import to_micro
from portal.db import Unit
from portal.models.shared import audit_batch, audit_record
from portal.outages import driver_code
from portal.sealing import macs
from portal.store.statements import Statement, by, every, exactly, insert_into, insert_rows, one, rows, run, sql

FOUND, NOTED = "find audit fault", "note audit fault"  # `detail`: the mark of the fault, a space, words


class AuditRecord(NamedTuple):
    id: int
    at: int
    actor: str  # resident:<id>, staff:<login> or system:<job>
    action: str
    application_id: int | None
    place: str  # network address; `detail` never holds an answer
    detail: str
    mac: bytes


# An AuditRecord without its names, which cost a verification a twentieth of its time.
Plain = tuple[int, int, str, str, int | None, str, str, bytes]


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
_ADD = insert_rows("audit_record", *AuditRecord._fields[1:])
_AFTER = _ROWS.where(_record.c.id > bindparam("after")).order_by(_record.c.id).limit(bindparam("most"))
_FROM = sql(_AFTER)
_PLAIN: Statement[Plain] = sql(_AFTER, tuple)
_LAST = sql(select(_batch).order_by(_batch.c.last.desc()).limit(1), _link)
_CHAIN = sql(select(_batch).where(_batch.c.first > bindparam("after")).order_by(_batch.c.first).limit(1000), _link)
_LINK = sql(insert_into(audit_batch.AuditBatch, beside=_batch.c.keys()))
# "kakaudit"; the migrations lock another number.
_LOCK = sql(select(func.pg_try_advisory_xact_lock(7737583701124737396)), bool)
_NOT_AVAILABLE = "55P03"  # PostgreSQL: a lock was not got in time
_ABOUT_FAULTS = sql(_ROWS.where(audit_record.ABOUT_FAULTS).order_by(_record.c.id))
_LAST_AT = sql(select(_record.c.at).order_by(_record.c.id.desc()).limit(1), int)
_LAST_NUMBER = sql(select(func.coalesce(func.max(_record.c.id), 0)), int)

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


_LENGTH = Struct(">I").pack
_LENGTHS = tuple(map(_LENGTH, range(64)))
_NO_NUMBER = _LENGTHS[0]


def framed(parts: Iterable[bytes]) -> bytes:
    """Length prefixes keep different lists different."""
    parts = list(parts)
    return b"".join(chain.from_iterable(zip(map(_LENGTH, map(len, parts)), parts, strict=True)))


@lru_cache(4096)
def _framed(*texts: str) -> bytes:
    # Actors, acts and places come again and again.
    return framed(text.encode() for text in texts)


def contents(records: Iterable[Plain]) -> list[bytes]:
    """Framed, without number and MAC: the database assigns the number after the MAC."""
    return [
        b"".join(
            (
                _LENGTHS[len(moment := b"%d" % at)],
                moment,
                _framed(actor, action),
                _LENGTHS[len(number := b"%d" % application_id)] + number if application_id else _NO_NUMBER,
                _framed(place, detail),
            )
        )
        for _, at, actor, action, application_id, place, detail, _ in records
    ]


def numbered(records: Sequence[Plain], contents: Sequence[bytes]) -> list[bytes]:
    """What the chain covers."""
    return [
        b"".join((_LENGTHS[len(number := b"%d" % record[0])], number, content, _LENGTH(len(record[7])), record[7]))
        for record, content in zip(records, contents, strict=True)
    ]


def add(unit: Unit, key: bytes, at: datetime, actor: str, place: str, entries: Sequence[Entry]) -> None:
    """In the transaction of the change."""
    records = [
        AuditRecord(0, to_micro(at), actor, entry.action, entry.application_id, place, entry.detail, b"")
        for entry in entries
    ]
    _ADD.run(unit, [(*record[1:-1], mac) for record, mac in zip(records, macs(key, contents(records)), strict=True)])


def after(unit: Unit, number: int, most: int = 256) -> list[AuditRecord]:
    return every(unit, _FROM, after=number, most=most)


def plain_after(unit: Unit, number: int) -> Iterator[list[Plain]]:
    # All, a page at a time.
    while page := every(unit, _PLAIN, after=number, most=1000):
        yield page
        number = page[-1][0]


def last_number(unit: Unit) -> int:
    return exactly(unit, _LAST_NUMBER)


def did_since(unit: Unit, actor: str, action: str, application_id: int, since: int) -> bool:
    asked = {"actor": actor, "action": action, "application_id": application_id, "since": since}
    return one(unit, _DID_SINCE, **asked) is not None


def lock_chain(unit: Unit) -> bool:
    """False if another transaction holds the lock. SQLite has one writer."""
    return unit.connection.dialect.name == "sqlite" or exactly(unit, _LOCK)


def lock_writers(unit: Unit) -> bool:
    """Until the end of the transaction. False while a transaction that has written a record is open."""
    if unit.connection.dialect.name == "sqlite":
        return True
    try:
        with unit.part():
            # Records that are written meanwhile wait behind this lock.
            unit.connection.exec_driver_sql("SET LOCAL lock_timeout = '25ms'")
            unit.connection.exec_driver_sql("LOCK TABLE audit_record IN SHARE MODE")
    except OperationalError as error:
        if driver_code(error) != _NOT_AVAILABLE:
            raise
        return False
    return True


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
