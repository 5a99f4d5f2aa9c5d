"""P11: `audit verify` over a sealed chain of 10,000 and then of 100,000 records (BENCH_RECORDS: of so many), against reading the same rows and
one SHA-256 over the same bytes; and against that with an HMAC of each record, which a verification cannot do without.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from functools import partial

from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.services.shared.verify_audit import verify_audit
from portal.services.shared.write_audit import Actor, write_audits
from portal.store.shared.audit_records import Entry
from tests.bench.ratio import Line, take_turns
from tests.bench.stored import NARROW, Store, stores

NAME = "audit-verify"
TARGET = 0.6
SIZES = [int(os.environ["BENCH_RECORDS"])] if "BENCH_RECORDS" in os.environ else [10_000, 100_000]
_ROWS = "SELECT id, at, actor, action, application_id, place, detail, mac FROM audit_record WHERE id > ? ORDER BY id LIMIT 1000"
_ACTOR = Actor("staff", "bench", place="192.0.2.1")
_ENTRIES = tuple(Entry("view application", None, f"page {number}") for number in range(1_000))


def measure() -> Iterator[Line]:
    for database in ("sqlite", "postgresql"):
        with stores(NARROW, 0, database) as store:
            written = 0
            for size in SIZES:
                _fill(store.installation, size - written)
                written = size
                ours = partial(_verified, store.installation, size)
                for signed, floor_is in ((False, "rows, one SHA-256"), (True, "rows, one SHA-256, an HMAC a record")):
                    floor = partial(_plainly, store, size, signed=signed)
                    yield take_turns(NAME, floor_is, size, TARGET, floor, ours, database)


def _fill(installation: Installation, count: int) -> None:
    for start in range(0, count, len(_ENTRIES)):
        with installation.database.write() as unit:
            write_audits(installation, unit, _ACTOR, _ENTRIES[: count - start])
            unit.commit()
        while seal_audit(installation):
            pass


def _verified(installation: Installation, size: int) -> None:
    verdict = verify_audit(installation)
    assert (verdict.faults, verdict.sealed) == ((), size), verdict


def _plainly(store: Store, size: int, *, signed: bool) -> None:
    connection, digest, last, count = store.straight(), hashlib.sha256(), 0, 0
    while rows := connection.execute(_ROWS.replace("?", store.mark), (last,)).fetchall():
        for *fields, mac in rows:
            content = "\0".join(map(str, fields)).encode()
            digest.update(content)
            digest.update(mac)
            if signed:
                hmac.digest(b"key", content, "sha256")
        last, count = rows[-1][0], count + len(rows)
    connection.close()
    assert count == size
