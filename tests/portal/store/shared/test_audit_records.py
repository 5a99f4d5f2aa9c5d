"""Audit records, and the batches that chain them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Select

from portal.clock import to_micro
from portal.db import Database, Unit
from portal.sealing import mac
from portal.store import statements
from portal.store.shared import audit_records
from portal.store.shared.audit_records import AuditBatch, AuditRecord, Entry, contents, numbered

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_records_are_numbered_in_their_order_under_their_mac(unit: Unit) -> None:
    audit_records.add(unit, b"key", NOW, "staff:taro", "10.0.0.1", [Entry("see case", 7, "detail"), Entry("sign in")])
    audit_records.add(unit, b"key", NOW, "staff:taro", "10.0.0.1", [])
    first, second = audit_records.after(unit, 0)
    assert first == AuditRecord(
        first.id, to_micro(NOW), "staff:taro", "see case", 7, "10.0.0.1", "detail",
        mac(b"key", contents([first])[0]),
    )  # fmt: skip
    assert (second.action, second.application_id) == ("sign in", None)
    assert second.mac == mac(b"key", contents([second])[0]) != first.mac
    assert numbered([first], contents([first]))[0] != contents([first])[0]
    assert audit_records.after(unit, first.id) == [second]
    assert audit_records.after(unit, 0, 1) == [first]


def test_the_chain_is_read_from_its_first_batch_page_by_page(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    short = audit_records._CHAIN.clause
    assert isinstance(short, Select)
    monkeypatch.setattr(audit_records, "_CHAIN", statements.sql(short.limit(2), audit_records._CHAIN.row))
    assert audit_records.last_batch(unit) is None
    batches = [
        AuditBatch(first, first + 9, 8, (first + 1, first + 2), b"hash", b"mac", 5) for first in range(0, 50, 10)
    ]
    for batch in (batches[4], *batches[:4]):
        audit_records.add_batch(unit, batch)
    assert list(audit_records.batches(unit)) == batches
    assert audit_records.last_batch(unit) == batches[4]
    complete = AuditBatch(50, 59, 10, (), b"hash", b"mac", 5)
    audit_records.add_batch(unit, complete)
    assert audit_records.last_batch(unit) == complete


def test_one_transaction_locks_the_chain(unit: Unit, store_database: Database) -> None:
    assert audit_records.lock_chain(unit)
    with store_database.read() as other:
        assert audit_records.lock_chain(other) == (unit.connection.dialect.name == "sqlite")


def test_the_content_holds_each_text_behind_its_length() -> None:
    """As it was written since the first release: chains of then are verified now."""
    record = AuditRecord(3, 5, "staff:太郎", "see case", None, "", "detail", b"m" * 32)
    parts = [b"5", "staff:太郎".encode(), b"see case", b"", b"", b"detail"]
    plain = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    assert contents([record])[0] == plain
    assert contents([record._replace(application_id=7)])[0] == plain.replace(
        b"see case\0\0\0\0", b"see case\0\0\0\0017"
    )
    assert numbered([record], [plain])[0] == b"\0\0\0\0013" + plain + b"\0\0\0\x20" + b"m" * 32
