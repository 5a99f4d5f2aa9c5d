"""Verifies every MAC, link and number."""

import hashlib
import hmac
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter

from portal.clock import from_micro
from portal.db import Unit
from portal.sealing import AUDIT, Keys, mac, macs
from portal.services.shared.needs import Records
from portal.services.shared.open_roots import roots_of
from portal.services.shared.seal_audit import link
from portal.store.audit import unrecorded
from portal.store.shared import audit_records, root_keys
from portal.store.shared.audit_records import NOTED, AuditBatch, AuditRecord, Plain, contents, framed, numbered

# The clocks of two servers may differ by so many microseconds.
_SKEW = 60_000_000


@dataclass(frozen=True)
class Fault:
    """`mark` covers the sentence and what its place stores now: a note closes no later fault."""

    sentence: str
    mark: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class AuditVerdict:
    sealed: int
    waiting: int
    head: str  # hash of the last link (hex), to keep elsewhere
    faults: tuple[Fault, ...]
    noted: tuple[tuple[Fault, AuditRecord], ...] = ()  # closed by a note


@dataclass(frozen=True)
class AuditKeys:
    """Newest first, each with the last record number it may have signed; None: no end."""

    known: tuple[tuple[bytes, int | None], ...]

    def signed(self, number: int, data: bytes, signature: bytes) -> bool:
        for key, until in self.known:
            if (until is None or number <= until) and hmac.compare_digest(mac(key, data), signature):
                return True
        return False


def verify_audit(installation: Records, known_head: str = "") -> AuditVerdict:
    """`known_head`, kept elsewhere: if missing in the chain, the tail was cut off."""
    with installation.database.read() as unit:
        return verify_audit_as_of(unit, installation.keys, known_head)


# With what else is read in one transaction: a link that is made meanwhile is in neither.
def verify_audit_as_of(unit: Unit, keys: Keys, known_head: str = "") -> AuditVerdict:
    try:
        known = audit_keys(unit, keys)
    except (KeyError, ValueError):
        sentence = "the keys of this process are not those of this database: another key made the audit's"
        return AuditVerdict(0, 0, "", (_fault(sentence),))
    return _verify(unit, known, known_head)


def audit_keys(unit: Unit, keys: Keys) -> AuditKeys:
    """Raises KeyError or ValueError if the process has other keys."""
    roots_of(unit, keys)
    rows = [row for row in root_keys.every_root(unit) if row.name == AUDIT]
    newest_first = sorted(rows, key=lambda row: -row.number)
    return AuditKeys(tuple((keys.derive("audit", AUDIT, row.number), row.until) for row in newest_first))


def _verify(unit: Unit, keys: AuditKeys, known_head: str) -> AuditVerdict:
    faults: list[Fault] = []
    sealed = 0
    last: AuditBatch | None = None
    heads = set()
    for batch, count, more in follow_chain(keys, unit, None):
        faults += more
        sealed += count
        heads.add(batch.hash.hex())
        last = batch
    waiting = list(chain.from_iterable(audit_records.plain_after(unit, last.last if last else 0)))
    faults += [*_macs(keys, waiting, contents(waiting)), *missing_records(unit)]
    # Its end is what a book of paper has.
    if known_head and not any(head.endswith(known_head) for head in heads):
        sentence = f"the head {known_head[:16]}… that was kept elsewhere is not in this chain: links were cut off"
        faults.append(_fault(sentence, known_head.encode()))
    notes = about_faults(keys, unit, NOTED)
    return AuditVerdict(
        sealed, len(waiting), last.hash.hex() if last else "",
        tuple(fault for fault in faults if fault.mark not in notes),
        tuple((fault, notes[fault.mark]) for fault in faults if fault.mark in notes),
    )  # fmt: skip


def follow_chain(
    keys: AuditKeys, unit: Unit, before: AuditBatch | None
) -> Iterator[tuple[AuditBatch, int, Sequence[Fault]]]:
    """With the number of records of each link, and its faults."""
    ahead: list[Plain] = []
    at = before.last + 1 if before else 1
    pages = audit_records.plain_after(unit, at - 1)
    for batch in audit_records.batches(unit, -1 if before is None else before.first):
        if batch.first != at:
            pages, ahead = audit_records.plain_after(unit, batch.first - 1), []
        while (not ahead or ahead[-1][0] < batch.last) and (page := next(pages, None)):
            ahead += page
        count, at = bisect_right(ahead, batch.last, key=itemgetter(0)), batch.last + 1
        records, ahead = ahead[:count], ahead[count:]
        plain = contents(records)
        yield (
            batch,
            len(records),
            [*_macs(keys, records, plain), *_batch_faults(keys, before, batch, records, plain)],
        )
        before = batch


def missing_records(unit: Unit) -> list[Fault]:
    """An act is recorded in its transaction: a missing record was taken out."""
    faults = []
    numbers = unrecorded.unrecorded(unit)
    if numbers:
        several = f" and {len(numbers) - 1} more" if len(numbers) > 1 else ""
        sentence = f"application {numbers[0]}{several}: there is no record that it arrived; records were removed"
        faults.append(_fault(sentence, *map(str.encode, numbers)))
    moved_at, recorded_at = unrecorded.last_event_at(unit), audit_records.last_at(unit)
    if moved_at > recorded_at + _SKEW:
        ends = f"end at {from_micro(recorded_at):%Y-%m-%d %H:%M:%S}" if recorded_at else "are gone"
        sentence = f"the history of applications goes on until {from_micro(moved_at):%Y-%m-%d %H:%M:%S} UTC, the records {ends}"
        faults.append(_fault(sentence))
    return faults


def about_faults(keys: AuditKeys, unit: Unit, action: str) -> dict[str, AuditRecord]:
    """By mark. Records without a valid MAC do not count."""
    return {
        record.detail.partition(" ")[0]: record
        for record in audit_records.about_faults(unit)
        if record.action == action and not _macs(keys, [record], contents([record]))
    }


def _fault(sentence: str, *stored: bytes) -> Fault:
    return Fault(sentence, hashlib.sha256(framed([sentence.encode(), *stored])).hexdigest()[:20])


def _batch_faults(
    keys: AuditKeys, before: AuditBatch | None, batch: AuditBatch, records: Sequence[Plain], contents: Sequence[bytes]
) -> list[Fault]:  # fmt: skip
    sentence = _batch_fault(keys, before, batch, records, contents)
    if not sentence:
        return []
    stored = [repr(batch).encode(), *numbered(records, contents)]
    return [_fault(f"records {batch.first} to {batch.last}: {sentence}", *stored)]


def _batch_fault(
    keys: AuditKeys, before: AuditBatch | None, batch: AuditBatch, records: Sequence[Plain], contents: Sequence[bytes]
) -> str:  # fmt: skip
    expected = before.last + 1 if before else 1
    if batch.first != expected:
        return f"the previous link ends at {expected - 1}; a link is missing"
    missing: list[int] = []
    if batch.voided or len(records) <= batch.last - batch.first:
        present = {record[0] for record in records}.union(batch.voided)
        # The first five: a changed end may be far away.
        missing = list(islice((number for number in range(batch.first, batch.last + 1) if number not in present), 5))
    if missing or len(records) != batch.records:
        return f"{batch.records} were sealed, {len(records)} exist; missing: {missing}"
    again = link(b"", before, records, contents, batch.voided, batch.sealed_at)
    if not (hmac.compare_digest(again.hash, batch.hash) and keys.signed(batch.last, batch.hash, batch.mac)):
        return "changed after sealing, or the link was made with another key"
    return ""


def _macs(keys: AuditKeys, records: Sequence[Plain], contents: Sequence[bytes]) -> list[Fault]:
    for newest, until in keys.known[:1]:  # most often made all of them
        if until is None and all(map(hmac.compare_digest, macs(newest, contents), [record[7] for record in records])):
            return []
    return [
        _fault(f"record {record[0]}: its content was changed", *numbered([record], [plain]))
        for record, plain in zip(records, contents, strict=True)
        if not keys.signed(record[0], plain, record[7])
    ]
