"""Checks the whole audit: every MAC, every link, every number. Finds change, removal, reordering and cut."""

import hmac
from dataclasses import dataclass

from portal.db import Unit
from portal.services.installation import Installation
from portal.services.seal_audit import link
from portal.store import audit_records
from portal.store.audit_records import AuditBatch, AuditRecord, content, mac


@dataclass(frozen=True)
class AuditVerdict:
    """`sealed` records stand in the chain, `waiting` do not yet; `head` is the hash of the last link (hex), to be kept
    elsewhere; `faults` are sentences, none if all is well."""

    sealed: int
    waiting: int
    head: str
    faults: tuple[str, ...]


def verify_audit(installation: Installation, known_head: str = "") -> AuditVerdict:
    """`known_head`: a head kept elsewhere, that must still be a link of the chain (else the tail was cut off)."""
    with installation.database.read() as unit:
        return _verify(unit, installation.audit_key, known_head)


def _verify(unit: Unit, key: bytes, known_head: str) -> AuditVerdict:
    faults: list[str] = []
    sealed = 0
    before: AuditBatch | None = None
    heads = set()
    for batch in audit_records.batches(unit):
        records = _pages(unit, batch.first - 1, batch.last)
        faults += _macs(key, records)
        faults += _batch_faults(key, before, batch, records)
        sealed += len(records)
        heads.add(batch.hash.hex())
        before = batch
    waiting = _pages(unit, before.last if before else 0, None)
    faults += _macs(key, waiting)
    if known_head and known_head not in heads:
        faults.append(f"the head {known_head[:16]}… that was kept elsewhere is not in this chain: links were cut off")
    return AuditVerdict(sealed, len(waiting), before.hash.hex() if before else "", tuple(faults))


def _batch_faults(key: bytes, before: AuditBatch | None, batch: AuditBatch, records: list[AuditRecord]) -> list[str]:
    span = f"records {batch.first} to {batch.last}"
    expected = before.last + 1 if before else 1
    if batch.first != expected:
        return [f"{span}: the link before ends at {expected - 1}; a link is missing"]
    present = {record.id for record in records}
    missing = [
        number for number in range(batch.first, batch.last + 1) if number not in present and number not in batch.voided
    ]
    if missing or len(records) != batch.records:
        return [f"{span}: {batch.records} were sealed, {len(records)} are there; missing: {missing[:5]}"]
    again = link(key, before, records, batch.voided, batch.sealed_at)
    if not (hmac.compare_digest(again.hash, batch.hash) and hmac.compare_digest(again.mac, batch.mac)):
        return [f"{span}: changed after sealing, or the link was made with another key"]
    return []


def _macs(key: bytes, records: list[AuditRecord]) -> list[str]:
    return [
        f"record {record.id}: its content was changed"
        for record in records
        if not hmac.compare_digest(mac(key, content(record, numbered=False)), record.mac)
    ]


def _pages(unit: Unit, number: int, last: int | None) -> list[AuditRecord]:
    """The records after `number`, up to `last` where one is given."""
    found: list[AuditRecord] = []
    while rows := audit_records.after(unit, number, 1000):
        inside = [row for row in rows if last is None or row.id <= last]
        found += inside
        if len(inside) < len(rows) or len(rows) < 1000:
            break
        number = rows[-1].id
    return found
