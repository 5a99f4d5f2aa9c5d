"""Numbers lost in a PostgreSQL rollback are voided by rule."""

import hashlib
from collections.abc import Sequence

from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import mac
from portal.services.shared.needs import Basics
from portal.store.shared import audit_records
from portal.store.shared.audit_records import AuditBatch, AuditRecord, Plain, contents, framed, last_batch, numbered

BATCH = 256
# Microseconds before a gap is asked about: most transactions have ended by then, and the question makes writers wait.
PATIENCE = 3_000_000


def seal_audit(installation: Basics) -> int:
    """Number of records. Of two processes one gets the lock, the other 0."""
    with installation.database.write() as unit:
        if not audit_records.lock_chain(unit):
            return 0
        now = to_micro(installation.clock.now())
        before = last_batch(unit)
        records, voided = _ready(unit, before.last + 1 if before else 1, now)
        if not records:
            return 0
        audit_records.add_batch(unit, link(installation.audit_key, before, records, contents(records), voided, now))
        unit.commit()
        return len(records)


def _ready(unit: Unit, expected: int, now: int) -> tuple[list[AuditRecord], tuple[int, ...]]:
    # Up to the first gap that may still be filled, with the numbers of final gaps.
    records = audit_records.after(unit, expected - 1, BATCH)
    whole = sum(1 for place, record in enumerate(records, expected) if record.id == place)
    if whole == len(records) or records[whole].at > now - PATIENCE or not audit_records.lock_writers(unit):
        return records[:whole], ()
    # A number is drawn under the lock of its table: without a writer nothing that is missing can still come. No clock
    # says so, neither of this machine nor of another.
    records = audit_records.after(unit, expected - 1, BATCH)
    numbers = {record.id for record in records}
    return records, tuple(number for number in range(expected, records[-1].id) if number not in numbers)


def link(
    key: bytes, before: AuditBatch | None, records: Sequence[Plain], contents: Sequence[bytes], voided: tuple[int, ...],
    now: int,
) -> AuditBatch:  # fmt: skip
    first = before.last + 1 if before else 1
    last = records[-1][0]
    digest = hashlib.sha256(
        framed(
            [
                before.hash if before else b"",
                f"{first} {last} {len(records)} {now} {' '.join(map(str, voided))}".encode(),
                *numbered(records, contents),
            ]
        )
    ).digest()
    return AuditBatch(first, last, len(records), voided, digest, mac(key, digest), now)
