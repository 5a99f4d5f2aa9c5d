"""Chains audit records in order. Numbers that a rolled-back transaction took on PostgreSQL are voided by rule."""

import hashlib

from sqlalchemy.exc import IntegrityError

from portal.clock import to_micro
from portal.db import Unit
from portal.services.installation import Installation
from portal.store import audit_records
from portal.store.audit_records import AuditBatch, AuditRecord, content, framed, last_batch, mac

BATCH = 256
# The database ends a transaction that idles for 10 s (db.py); after 30 s a hole can never be filled any more.
GRACE = 30_000_000


def seal_audit(installation: Installation) -> int:
    """Seals what is ready, one batch; how many records. Two processes at once: one seals, the other finds 0."""
    with installation.database.write() as unit:
        now = to_micro(installation.clock.now())
        ready = _ready(unit, now)
        if ready is None:
            return 0
        try:
            audit_records.add_batch(unit, link(installation.audit_key, last_batch(unit), *ready, now))
        except IntegrityError:
            return 0
        unit.commit()
        return len(ready[0])


def _ready(unit: Unit, now: int) -> tuple[list[AuditRecord], tuple[int, ...]] | None:
    """Records up to the first hole that may still be filled, and the holes that never will be."""
    last = last_batch(unit)
    expected = last.last + 1 if last else 1
    records: list[AuditRecord] = []
    voided: list[int] = []
    for record in audit_records.after(unit, expected - 1, BATCH):
        missing = range(expected, record.id)
        if missing and record.at > now - GRACE:
            break
        voided += missing
        records.append(record)
        expected = record.id + 1
    return (records, tuple(voided)) if records else None


def link(
    key: bytes, before: AuditBatch | None, records: list[AuditRecord], voided: tuple[int, ...], now: int
) -> AuditBatch:
    """The next link over `records` and the link before."""
    first = before.last + 1 if before else 1
    last = records[-1].id
    digest = hashlib.sha256(
        framed(
            [
                before.hash if before else b"",
                f"{first} {last} {len(records)} {now} {' '.join(map(str, voided))}".encode(),
                *(content(record, numbered=True) for record in records),
            ]
        )
    ).digest()
    return AuditBatch(first, last, len(records), voided, digest, mac(key, digest), now)
