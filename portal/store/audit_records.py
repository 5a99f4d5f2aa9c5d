"""Audit records and the links of their chain. Records are only ever added; each carries a MAC from its first moment."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class AuditRecord:
    """`actor` resident:<id>, staff:<login> or system:<job>; `action` a verb phrase; `place` the address it came from;
    `detail` never holds an answer."""

    id: int
    at: int
    actor: str
    action: str
    application_id: int | None
    place: str
    detail: str
    mac: bytes


@dataclass(frozen=True)
class Told:
    """What somebody did, and to which application, if to any."""

    action: str
    application_id: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class AuditBatch:
    """One link: records first..last, numbers in `voided` never came to be, `hash` covers them and the link before."""

    first: int
    last: int
    records: int
    voided: tuple[int, ...]
    hash: bytes
    mac: bytes
    sealed_at: int


_COLUMNS = "id, at, actor, action, application_id, place, detail, mac"
_ADD = insert("audit_record", "at", "actor", "action", "application_id", "place", "detail", "mac")
_FROM = sql(f"SELECT {_COLUMNS} FROM audit_record WHERE id > :after ORDER BY id LIMIT :most")
_LAST = sql("SELECT first, last, records, voided, hash, mac, sealed_at FROM audit_batch ORDER BY last DESC LIMIT 1")
_CHAIN = sql(
    "SELECT first, last, records, voided, hash, mac, sealed_at FROM audit_batch WHERE first > :after ORDER BY first LIMIT 1000"
)
_LINK = insert("audit_batch", "first", "last", "records", "voided", "hash", "mac", "sealed_at")
_RECENT = sql(f"SELECT {_COLUMNS} FROM audit_record WHERE application_id = :application_id ORDER BY id DESC LIMIT 200")


def framed(parts: Iterable[bytes]) -> bytes:
    """Length before each part, so that no two different lists are the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def content(record: AuditRecord, *, numbered: bool) -> bytes:
    """What is protected. The MAC cannot cover the number, which the database gives after it; the chain does."""
    parts = [
        str(record.at).encode(), record.actor.encode(), record.action.encode(),
        str(record.application_id or "").encode(), record.place.encode(), record.detail.encode(),
    ]  # fmt: skip
    return framed([str(record.id).encode(), *parts, record.mac]) if numbered else framed(parts)


def mac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, hashlib.sha256)


def add(unit: Unit, key: bytes, at: datetime, actor: str, place: str, told: Sequence[Told]) -> None:
    """Adds a record of each in the same transaction as what it tells of."""
    records = [
        AuditRecord(0, to_micro(at), actor, one.action, one.application_id, place, one.detail, b"") for one in told
    ]
    run(unit, _ADD, [{**vars(one), "mac": mac(key, content(one, numbered=False))} for one in records])


def after(unit: Unit, number: int, most: int = 256) -> list[AuditRecord]:
    return [AuditRecord(*row) for row in every(unit, _FROM, after=number, most=most)]


def of_application(unit: Unit, application_id: int) -> list[AuditRecord]:
    return [AuditRecord(*row) for row in every(unit, _RECENT, application_id=application_id)]


def last_batch(unit: Unit) -> AuditBatch | None:
    row = one(unit, _LAST)
    return _batch(row) if row else None


def batches(unit: Unit) -> Iterator[AuditBatch]:
    """The chain from its first link."""
    number = -1
    while rows := every(unit, _CHAIN, after=number):
        for row in rows:
            yield _batch(row)
        number = rows[-1].first


def add_batch(unit: Unit, batch: AuditBatch) -> None:
    """IntegrityError if another process sealed the same records first."""
    values = {name: getattr(batch, name) for name in ("first", "last", "records", "hash", "mac", "sealed_at")}
    run(unit, _LINK, values | {"voided": " ".join(map(str, batch.voided))})


def _batch(row: Any) -> AuditBatch:
    voided = tuple(map(int, row.voided.split()))
    return AuditBatch(row.first, row.last, row.records, voided, row.hash, row.mac, row.sealed_at)
