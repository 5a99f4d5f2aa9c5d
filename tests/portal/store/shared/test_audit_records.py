"""Audit records, and the batches that chain them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Select

from portal.clock import to_micro
from portal.db import Database, Unit
from portal.store import statements
from portal.store.shared import audit_records
from portal.store.shared.audit_records import AuditBatch, AuditRecord, Entry, content, mac

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_records_are_numbered_in_their_order_under_their_mac(unit: Unit) -> None:
    audit_records.add(unit, b"key", NOW, "staff:taro", "10.0.0.1", [Entry("see case", 7, "detail"), Entry("sign in")])
    audit_records.add(unit, b"key", NOW, "staff:taro", "10.0.0.1", [])
    first, second = audit_records.after(unit, 0)
    assert first == AuditRecord(
        first.id, to_micro(NOW), "staff:taro", "see case", 7, "10.0.0.1", "detail",
        mac(b"key", content(first, numbered=False)),
    )  # fmt: skip
    assert (second.action, second.application_id) == ("sign in", None)
    assert second.mac == mac(b"key", content(second, numbered=False)) != first.mac
    assert content(first, numbered=True) != content(first, numbered=False)
    assert audit_records.after(unit, first.id) == [second]
    assert audit_records.after(unit, 0, 1) == [first]


def test_records_of_an_application_come_newest_first(unit: Unit) -> None:
    for number in (7, 8, 7):
        audit_records.add(unit, b"key", NOW, "staff:taro", "", [Entry("see case", number)])
    first, _, third = audit_records.after(unit, 0)
    assert audit_records.of_application(unit, 7) == [third, first]


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
