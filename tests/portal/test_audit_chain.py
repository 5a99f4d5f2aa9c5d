"""The audit cannot be changed unseen: rules of the database refuse it, and who gets around them is found."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from integrations.keys.fake import FakeKeys
from portal.clock import Clock
from portal.config import load_settings
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.seal_audit import BATCH, GRACE, seal_audit
from portal.services.verify_audit import AuditVerdict, verify_audit
from portal.services.write_audit import write_audit
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.portal.world import alice, file_application

WHO = Actor("system", "test")
AUDIT = ("audit_record", "audit_batch")
APPEND_ONLY = (*AUDIT, "application_answers", "application_event")


def _write(installation: Installation, count: int = 1) -> None:
    with installation.database.write() as unit:
        for number in range(count):
            write_audit(installation, unit, WHO, "try", detail=str(number))
        unit.commit()


def _seal(installation: Installation) -> int:
    sealed = 0
    while found := seal_audit(installation):
        sealed += found
    return sealed


def _run(installation: Installation, *statements: str) -> None:
    with installation.database.write() as unit:
        for statement in statements:
            unit.connection.execute(text(statement))
        unit.commit()


def _attack(installation: Installation, *statements: str) -> None:
    """As one who owns the database: the append-only rules are taken out first."""
    if installation.database.sqlite:
        rules = [f"DROP TRIGGER {table}_no_{verb}" for table in AUDIT for verb in ("update", "delete")]
    else:
        rules = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in AUDIT]
    _run(installation, *rules, *statements)


def _numbers(installation: Installation) -> list[int]:
    with installation.database.read() as unit:
        return [row[0] for row in unit.connection.execute(text("SELECT id FROM audit_record ORDER BY id"))]


@pytest.fixture
def chain(installation: Installation) -> Installation:
    """Three links of four records each."""
    for _ in range(3):
        _write(installation, 4)
        assert _seal(installation) == 4
    assert verify_audit(installation).faults == ()
    return installation


# The rules of the database


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_what_happened_can_be_added_to_and_never_changed(
    installation: Installation, table: str, statement: str
) -> None:
    file_application(installation, alice(installation))
    _seal(installation)
    column = {"audit_record": "at", "audit_batch": "last", "application_event": "at"}.get(table, "stored_at")
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        _run(installation, statement.format(table=table, column=column))


# Sealing


def test_records_are_sealed_once_and_in_order(installation: Installation) -> None:
    assert verify_audit(installation) == AuditVerdict(0, 0, "", ())
    _write(installation, 3)
    assert verify_audit(installation).waiting == 3
    assert seal_audit(installation) == 3
    assert seal_audit(installation) == 0
    verdict = verify_audit(installation)
    assert (verdict.sealed, verdict.waiting, verdict.faults) == (3, 0, ())
    assert len(bytes.fromhex(verdict.head)) == 32


def test_a_long_queue_is_sealed_in_several_links(installation: Installation) -> None:
    _write(installation, BATCH + 44)
    assert [seal_audit(installation), seal_audit(installation), seal_audit(installation)] == [BATCH, 44, 0]
    assert verify_audit(installation).faults == ()


def test_several_sealers_at_once_never_seal_a_record_twice(installation: Installation) -> None:
    _write(installation, 3 * BATCH)
    with ThreadPoolExecutor(3) as pool:
        sealed = list(pool.map(lambda _number: _seal(installation), range(3)))
    _seal(installation)
    verdict = verify_audit(installation)
    assert (verdict.sealed, verdict.waiting, verdict.faults) == (3 * BATCH, 0, ())
    assert sum(sealed) <= 3 * BATCH


# What is planted


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_record SET actor = 'staff:somebody' WHERE id = {number}",
        "UPDATE audit_record SET at = at + 1 WHERE id = {number}",
        "UPDATE audit_record SET detail = 'other' WHERE id = {number}",
        "UPDATE audit_record SET application_id = 7 WHERE id = {number}",
    ],
)
@pytest.mark.parametrize("sealed", [True, False])
def test_a_changed_record_is_found(installation: Installation, change: str, sealed: bool) -> None:
    _write(installation, 3)
    if sealed:
        _seal(installation)
    number = _numbers(installation)[1]
    _attack(installation, change.format(number=number))
    faults = verify_audit(installation).faults
    assert faults[0] == f"record {number}: its content was changed"
    assert len(faults) == (2 if sealed else 1)


def test_a_record_that_was_taken_out_is_found(chain: Installation) -> None:
    number = _numbers(chain)[5]
    _attack(chain, f"DELETE FROM audit_record WHERE id = {number}")
    (fault,) = verify_audit(chain).faults
    assert f"4 were sealed, 3 are there; missing: [{number}]" in fault


def test_two_records_that_changed_places_are_found(chain: Installation) -> None:
    first, second = _numbers(chain)[1:3]
    swap = "UPDATE audit_record SET id = {to} WHERE id = {of}"
    _attack(chain, swap.format(of=first, to=-1), swap.format(of=second, to=first), swap.format(of=-1, to=second))
    (fault,) = verify_audit(chain).faults
    assert "changed after sealing" in fault


def test_a_record_made_without_the_key_is_found(chain: Installation) -> None:
    _run(
        chain,
        "INSERT INTO audit_record (at, actor, action, place, detail, mac) "
        "SELECT at + 1, actor, action, place, detail, mac FROM audit_record WHERE id = 1",
    )
    (fault,) = verify_audit(chain).faults
    assert fault.endswith("its content was changed")


def test_a_record_sealed_with_another_key_is_found(chain: Installation) -> None:
    faults = verify_audit(replace(chain, keys=FakeKeys())).faults
    assert sum("its content was changed" in fault for fault in faults) == 12
    assert sum("made with another key" in fault for fault in faults) == 3


def test_a_link_that_was_taken_out_is_found(chain: Installation) -> None:
    middle = _numbers(chain)[4]
    _attack(chain, f"DELETE FROM audit_batch WHERE first = {middle}")
    assert any("a link is missing" in fault for fault in verify_audit(chain).faults)


@pytest.mark.parametrize("column", ["hash", "mac"])
def test_a_changed_link_is_found(chain: Installation, column: str) -> None:
    number = _numbers(chain)[4]
    other = "hash" if column == "mac" else "mac"
    _attack(chain, f"UPDATE audit_batch SET {column} = {other} WHERE first = {number}")
    assert any("changed after sealing" in fault for fault in verify_audit(chain).faults)


def test_a_tail_that_was_cut_off_is_found_by_a_head_kept_elsewhere(chain: Installation) -> None:
    head = verify_audit(chain).head
    assert verify_audit(chain, head).faults == ()
    number = _numbers(chain)[8]
    _attack(
        chain,
        f"DELETE FROM audit_batch WHERE first >= {number}",
        f"DELETE FROM audit_record WHERE id >= {number}",
    )
    assert verify_audit(chain).faults == ()
    (fault,) = verify_audit(chain, head).faults
    assert fault.startswith(f"the head {head[:16]}…")


def test_a_head_stays_good_while_the_chain_grows(chain: Installation) -> None:
    head = verify_audit(chain).head
    _write(chain, 2)
    _seal(chain)
    assert verify_audit(chain, head).faults == ()


# Numbers that never came to be


@pytest.fixture
def postgresql_installation(makers: Makers, tmp_path: Path) -> Iterator[Installation]:
    """SQLite gives the number of a rolled-back record again; PostgreSQL does not."""
    url = makers["postgresql"].migrated()
    made = install(load_settings(env="test", data=tmp_path, database_url=url, identity="none", now=NOW))
    yield made
    made.database.close()


def _lose_a_number(installation: Installation) -> None:
    with installation.database.write() as unit:
        write_audit(installation, unit, WHO, "never was")


def _later(installation: Installation) -> Installation:
    """When no transaction of now can still be open."""
    return replace(installation, clock=Clock(installation.clock.now() + timedelta(microseconds=GRACE + 1)))


def test_the_chain_waits_for_a_number_that_may_still_come(postgresql_installation: Installation) -> None:
    installation = postgresql_installation
    _write(installation, 2)
    _lose_a_number(installation)
    _write(installation, 2)
    assert _numbers(installation) == [1, 2, 4, 5]
    assert _seal(installation) == 2
    assert _seal(_later(installation)) == 2
    verdict = verify_audit(installation)
    assert (verdict.sealed, verdict.waiting, verdict.faults) == (4, 0, ())


def test_a_record_planted_under_a_voided_number_is_found(postgresql_installation: Installation) -> None:
    installation = postgresql_installation
    _write(installation)
    _lose_a_number(installation)
    _write(installation)
    assert _seal(_later(installation)) == 2
    _run(
        installation,
        "INSERT INTO audit_record (id, at, actor, action, place, detail, mac) "
        "SELECT 2, at, actor, action, place, detail, mac FROM audit_record WHERE id = 1",
    )
    (fault,) = verify_audit(installation).faults
    assert "2 were sealed, 3 are there" in fault


def test_postgresql_refuses_to_empty_the_audit(postgresql_installation: Installation) -> None:
    with pytest.raises(DBAPIError, match="audit_record is append-only"):
        _run(postgresql_installation, "TRUNCATE audit_record")
