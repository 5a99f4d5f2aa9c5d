"""A break of the audit chain is reported once and closed by a note; nothing is rewritten."""

import pytest

from portal.services.audit.note_faults import found_faults, note_faults, report_faults
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import link
from portal.services.shared.verify_audit import verify_audit
from portal.store.shared import audit_records
from portal.store.shared.audit_records import FOUND, contents
from tests.portal.audit_chain import WHO, attack, record_numbers, run_statements, seal_all, write_records

pytestmark = pytest.mark.both_engines


@pytest.fixture
def broken(installation: Installation) -> Installation:
    """As two sealers left it before they shared a lock: the second link claims a record of the first."""
    write_records(installation, 3)
    with installation.database.write() as unit:
        records = audit_records.after(unit, 0)
        first = link(installation.audit_key, None, records[:1], contents(records[:1]), (), 1)
        audit_records.add_batch(unit, first)
        audit_records.add_batch(unit, link(installation.audit_key, first, records, contents(records), (), 2))
        unit.commit()
    write_records(installation, 2)
    seal_all(installation)
    return installation


def close(installation: Installation) -> None:
    faults = verify_audit(installation).faults
    report_faults(installation, WHO, faults)
    with installation.database.write() as unit:
        note_faults(installation, unit, WHO, faults, "監査 見本花子", "two sealers before 2026-11")
        unit.commit()


def test_a_noted_fault_is_named_and_the_chain_goes_on_after_it(broken: Installation) -> None:
    before = verify_audit(broken)
    (fault,) = before.faults
    assert "records 2 to 3: 3 were sealed, 2 exist" in str(fault)
    close(broken)
    seal_all(broken)
    after = verify_audit(broken, before.head)
    ((noted, note),) = after.noted
    assert (after.faults, noted) == ((), fault)
    assert "監査 見本花子: two sealers before 2026-11" in note.detail
    assert after.sealed == before.sealed + 2  # the report and the note, chained behind what they are about


def test_a_note_closes_no_later_fault_at_the_same_place(broken: Installation) -> None:
    close(broken)
    number = record_numbers(broken)[2]
    attack(broken, f"UPDATE audit_record SET detail = 'other' WHERE id = {number}")
    verdict = verify_audit(broken)
    assert [str(fault).partition(":")[0] for fault in verdict.faults] == [f"record {number}", "records 2 to 3"]
    assert verdict.noted == ()


@pytest.mark.parametrize("action", ["note audit fault", "find audit fault"])
def test_a_record_made_without_the_key_closes_and_hides_nothing(broken: Installation, action: str) -> None:
    (fault,) = verify_audit(broken).faults
    run_statements(
        broken,
        "INSERT INTO audit_record (at, actor, action, place, detail, mac) "
        f"SELECT at, actor, '{action}', place, '{fault.mark} me: well', mac FROM audit_record WHERE id = 1",
    )
    assert fault in verify_audit(broken).faults
    assert report_faults(broken, WHO, [fault]) == [fault]


def test_a_fault_is_reported_once_and_open_ones_come_first(broken: Installation) -> None:
    assert len(report_faults(broken, WHO, verify_audit(broken).faults)) == 1
    assert report_faults(broken, WHO, verify_audit(broken).faults) == []
    close(broken)
    seal_all(broken)
    attack(broken, f"DELETE FROM audit_record WHERE id = {record_numbers(broken)[3]}")
    assert len(report_faults(broken, WHO, verify_audit(broken).faults)) == 1
    with broken.database.read() as unit:
        faults = found_faults(broken, unit)
        records = [record.action for record in audit_records.about_faults(unit)]
    assert [bool(fault.note) for fault in faults] == [False, True]
    assert records.count(FOUND) == 2
