"""Sealing waits for numbers of open transactions."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal.clock import Clock
from portal.db import Database
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import BATCH, PATIENCE, seal_audit
from portal.services.shared.verify_audit import AuditVerdict, verify_audit
from portal.services.shared.write_audit import write_audit
from portal.store.shared import audit_records
from portal.store.shared.audit_records import AuditRecord
from tests.portal.audit_chain import WHO, record_numbers, run_statements, seal_all, write_records

pytestmark = pytest.mark.both_engines


def test_records_are_sealed_once_and_in_order(installation: Installation) -> None:
    assert verify_audit(installation) == AuditVerdict(0, 0, "", ())
    write_records(installation, 3)
    assert verify_audit(installation).waiting == 3
    assert seal_audit(installation) == 3
    assert seal_audit(installation) == 0
    verdict = verify_audit(installation)
    assert (verdict.sealed, verdict.waiting, verdict.faults) == (3, 0, ())
    assert len(bytes.fromhex(verdict.head)) == 32


def test_a_long_queue_is_sealed_in_several_links(installation: Installation) -> None:
    write_records(installation, BATCH + 44)
    assert [seal_audit(installation), seal_audit(installation), seal_audit(installation)] == [BATCH, 44, 0]
    assert verify_audit(installation).faults == ()


def test_several_sealers_at_once_never_seal_a_record_twice(installation: Installation) -> None:
    write_records(installation, 3 * BATCH)
    with ThreadPoolExecutor(3) as pool:
        sealed = list(pool.map(lambda _number: seal_all(installation), range(3)))
    seal_all(installation)
    verdict = verify_audit(installation)
    assert (verdict.sealed, verdict.waiting, verdict.faults) == (3 * BATCH, 0, ())
    assert sum(sealed) <= 3 * BATCH


def test_two_sealers_at_once_leave_a_whole_chain(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one runs while the first one seals."""
    write_records(installation, 3)
    other = replace(installation, database=Database(installation.settings.database))
    first_has_read, second_is_done = threading.Event(), threading.Event()
    read = audit_records.after

    def wait_for_the_second(*arguments: Any) -> list[AuditRecord]:
        records = read(*arguments)
        if threading.current_thread().name == "first":
            first_has_read.set()
            second_is_done.wait(1)  # on SQLite the second one cannot begin
        return records

    def second() -> None:
        first_has_read.wait(10)
        write_records(other)
        seal_audit(other)
        second_is_done.set()

    monkeypatch.setattr(audit_records, "after", wait_for_the_second)
    threads = [
        threading.Thread(target=seal_audit, args=(installation,), name="first"),
        threading.Thread(target=second),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    other.database.close()
    seal_all(installation)
    verdict = verify_audit(installation)
    assert (verdict.faults, verdict.sealed, verdict.waiting) == ((), len(record_numbers(installation)), 0)


def _lose_a_number(installation: Installation) -> None:
    with installation.database.write() as unit:
        write_audit(installation, unit, WHO, "never was")


def _later(installation: Installation, seconds: float = PATIENCE / 1e6 + 1) -> Installation:
    return replace(installation, clock=Clock(installation.clock.now() + timedelta(seconds=seconds)))


def test_the_chain_waits_for_a_number_that_may_still_come(postgresql_installation: Installation) -> None:
    installation = postgresql_installation
    write_records(installation, 2)
    _lose_a_number(installation)
    write_records(installation, 2)
    assert record_numbers(installation) == [1, 2, 4, 5]
    assert seal_all(installation) == 2
    assert seal_all(_later(installation)) == 2
    verdict = verify_audit(installation)
    assert (verdict.sealed, verdict.waiting, verdict.faults) == (4, 0, ())


def test_a_number_of_an_open_transaction_is_never_voided_whatever_the_clocks_say(
    postgresql_installation: Installation,
) -> None:
    """Of two machines whose clocks differ by minutes, or while the transaction waits for a lock."""
    installation = postgresql_installation
    a_day_later = _later(installation, 86_400)
    with installation.database.write() as unit:
        write_audit(installation, unit, WHO, "waits")
        write_records(installation, 2)
        assert seal_all(a_day_later) == 0
        write_records(installation)  # the sealer leaves no lock behind
        unit.commit()
    assert record_numbers(installation) == [1, 2, 3, 4]
    assert seal_all(a_day_later) == 4
    verdict = verify_audit(installation)
    assert (verdict.sealed, verdict.waiting, verdict.faults) == (4, 0, ())


def test_a_lost_number_waits_for_the_open_transactions_alone(postgresql_installation: Installation) -> None:
    installation = postgresql_installation
    _lose_a_number(installation)
    with installation.database.write() as unit:
        write_audit(installation, unit, WHO, "waits")
        write_records(installation)
        assert seal_all(_later(installation)) == 0
        unit.commit()
    assert seal_all(_later(installation)) == 2
    assert verify_audit(installation).faults == ()


def test_a_record_planted_under_a_voided_number_is_found(postgresql_installation: Installation) -> None:
    installation = postgresql_installation
    write_records(installation)
    _lose_a_number(installation)
    write_records(installation)
    assert seal_all(_later(installation)) == 2
    run_statements(
        installation,
        "INSERT INTO audit_record (id, at, actor, action, place, detail, mac) "
        "SELECT 2, at, actor, action, place, detail, mac FROM audit_record WHERE id = 1",
    )
    (fault,) = map(str, verify_audit(installation).faults)
    assert "2 were sealed, 3 exist" in fault
