"""Manipulations of the audit are found."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.db import Unit
from portal.sealing import AUDIT
from portal.services.shared.installation import Installation
from portal.services.shared.open_roots import new_root
from portal.services.shared.verify_audit import verify_audit
from portal.store import statements
from portal.store.shared import audit_records, root_keys
from portal.store.shared.audit_records import Plain
from tests.portal.audit_chain import attack, record_numbers, run_statements, seal_all, write_records
from tests.portal.later import later
from tests.portal.store.rooted import rooted
from tests.portal.world import alice, file_application

pytestmark = pytest.mark.both_engines


@pytest.fixture
def chain(installation: Installation) -> Installation:
    """Three links of four records."""
    for _ in range(3):
        write_records(installation, 4)
        assert seal_all(installation) == 4
    assert verify_audit(installation).faults == ()
    return installation


def sentences(installation: Installation, head: str = "") -> list[str]:
    return [str(fault) for fault in verify_audit(installation, head).faults]


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
    write_records(installation, 3)
    if sealed:
        seal_all(installation)
    number = record_numbers(installation)[1]
    attack(installation, change.format(number=number))
    faults = [str(fault) for fault in verify_audit(installation).faults]
    assert faults[0] == f"record {number}: its content was changed"
    assert len(faults) == (2 if sealed else 1)


def test_a_record_that_was_taken_out_is_found(chain: Installation) -> None:
    number = record_numbers(chain)[5]
    attack(chain, f"DELETE FROM audit_record WHERE id = {number}")
    (fault,) = sentences(chain)
    assert f"4 were sealed, 3 exist; missing: [{number}]" in fault


def test_two_records_that_changed_places_are_found(chain: Installation) -> None:
    first, second = record_numbers(chain)[1:3]
    swap = "UPDATE audit_record SET id = {to} WHERE id = {of}"
    attack(chain, swap.format(of=first, to=-1), swap.format(of=second, to=first), swap.format(of=-1, to=second))
    (fault,) = sentences(chain)
    assert "changed after sealing" in fault


def test_a_record_made_without_the_key_is_found(chain: Installation) -> None:
    run_statements(
        chain,
        "INSERT INTO audit_record (at, actor, action, place, detail, mac) "
        "SELECT at + 1, actor, action, place, detail, mac FROM audit_record WHERE id = 1",
    )
    (fault,) = sentences(chain)
    assert fault.endswith("its content was changed")


def test_key_check_of_an_audit_made_with_another_key_says_so_and_not_that_records_were_changed(
    chain: Installation,
) -> None:
    (fault,) = sentences(replace(chain, keys=rooted()))
    assert "another key" in fault
    assert "changed" not in fault


def test_records_signed_with_another_root_under_the_same_key_are_found(chain: Installation) -> None:
    """Whoever could write a root into the database could otherwise write a chain of their own."""
    with chain.database.write() as unit:
        (own,) = [row for row in root_keys.every_root(unit) if row.name == AUDIT]
        other = new_root(chain.keys, AUDIT, own.number, own.made_at)
        unit.connection.execute(text("DELETE FROM root_key WHERE name = 'audit'"))
        root_keys.add(unit, other)
        unit.commit()
    chain.keys.follow()
    faults = sentences(chain)
    assert sum("its content was changed" in fault for fault in faults) == 12
    assert sum("made with another key" in fault for fault in faults) == 3


def test_a_link_that_was_taken_out_is_found(chain: Installation) -> None:
    middle = record_numbers(chain)[4]
    attack(chain, f"DELETE FROM audit_batch WHERE first = {middle}")
    assert any("a link is missing" in fault for fault in sentences(chain))


@pytest.mark.parametrize("column", ["hash", "mac"])
def test_a_changed_link_is_found(chain: Installation, column: str) -> None:
    number = record_numbers(chain)[4]
    other = "hash" if column == "mac" else "mac"
    attack(chain, f"UPDATE audit_batch SET {column} = {other} WHERE first = {number}")
    assert any("changed after sealing" in fault for fault in sentences(chain))


@pytest.mark.parametrize("count", [-1, 0, 3, 1000])
def test_a_changed_count_of_a_link_is_found(chain: Installation, count: int) -> None:
    number = record_numbers(chain)[4]
    attack(chain, f"UPDATE audit_batch SET records = {count} WHERE first = {number}")
    (sentence,) = sentences(chain)
    assert f"{count} were sealed, 4 exist" in sentence


@pytest.mark.parametrize("end", [-(2**60), 0, 7, 9, 13, 2**60])
def test_a_changed_end_of_a_link_is_found_and_says_no_more_of_the_records(chain: Installation, end: int) -> None:
    attack(chain, f"UPDATE audit_batch SET last = {end} WHERE first = 5")
    faults = sentences(chain)
    assert [sentence.partition(":")[0] for sentence in faults] == [f"records 5 to {end}", "records 9 to 12"]


def test_pages_of_records_end_anywhere_between_links(chain: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    short = audit_records._AFTER
    for most in range(1, 14):
        page = statements.sql(short.limit(most), tuple)
        monkeypatch.setattr(audit_records, "_PLAIN", page)
        verdict = verify_audit(chain)
        assert (verdict.faults, verdict.sealed) == ((), 12), most


def test_a_tail_that_was_cut_off_is_found_by_a_head_kept_elsewhere(chain: Installation) -> None:
    head = verify_audit(chain).head
    assert verify_audit(chain, head).faults == ()
    number = record_numbers(chain)[8]
    attack(
        chain,
        f"DELETE FROM audit_batch WHERE first >= {number}",
        f"DELETE FROM audit_record WHERE id >= {number}",
    )
    assert verify_audit(chain).faults == ()
    (fault,) = sentences(chain, head)
    assert fault.startswith(f"the head {head[:16]}…")


def test_a_head_stays_good_while_the_chain_grows(chain: Installation) -> None:
    head = verify_audit(chain).head
    write_records(chain, 2)
    seal_all(chain)
    assert verify_audit(chain, head).faults == ()


def filed(installation: Installation) -> Installation:
    """With two applications, sealed."""
    for _ in range(2):
        file_application(installation, alice(installation))
    seal_all(installation)
    assert verify_audit(installation).faults == ()
    return installation


def test_an_emptied_chain_beside_applications_is_a_fault_without_a_head(installation: Installation) -> None:
    attack(filed(installation), "DELETE FROM audit_batch", "DELETE FROM audit_record")
    first, second = sentences(installation)
    assert "and 1 more: there is no record that it arrived" in first
    assert second.endswith("the records are gone")


def test_a_tail_with_an_application_cannot_be_cut_without_a_head(installation: Installation) -> None:
    number = record_numbers(filed(installation))[-1]
    file_application(later(installation, minutes=5), alice(installation))
    seal_all(installation)
    attack(
        installation, f"DELETE FROM audit_batch WHERE last > {number}", f"DELETE FROM audit_record WHERE id > {number}"
    )
    first, second = sentences(installation)
    assert first.startswith("application ")
    assert "the records end at 2026-11-20 01:00:" in second


def test_records_after_the_last_event_are_no_fault(installation: Installation) -> None:
    write_records(later(filed(installation), days=1))
    assert verify_audit(installation).faults == ()


def test_the_records_of_all_links_are_read_once_in_a_row(chain: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand for each link of three made a day's chain take minutes."""
    read = audit_records.plain_after
    began, taken = list[int](), list[int]()

    def counted(unit: Unit, number: int) -> Iterator[list[Plain]]:
        began.append(number)
        for page in read(unit, number):
            taken.extend(record[0] for record in page)
            yield page

    monkeypatch.setattr(audit_records, "plain_after", counted)
    assert verify_audit(chain).faults == ()
    assert (began, taken) == ([0, 12], [*range(1, 13)])
