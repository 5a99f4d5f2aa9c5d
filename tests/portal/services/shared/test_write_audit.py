"""An audit record shares the transaction of its act, and names kind and id of who acted."""

from portal.clock import to_micro
from portal.sealing import mac
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import MACHINE, Actor, write_audit, write_audits
from portal.store.shared import audit_records
from portal.store.shared.audit_records import Entry, contents
from tests.portal.later import later
from tests.portal.world import PLACE

TANTO = Actor("staff", "tanto", place=PLACE)


def test_a_record_says_who_did_what_when_and_from_where_under_a_mac(installation: Installation) -> None:
    installation = later(installation)
    with installation.database.write() as unit:
        write_audit(installation, unit, TANTO, "change right", detail="hana clerk:*")
        (record,) = audit_records.after(unit, 0)
    assert (record.actor, record.action, record.detail) == ("staff:tanto", "change right", "hana clerk:*")
    assert (record.place, record.at) == (PLACE, to_micro(installation.clock.now()))
    assert record.mac == mac(installation.audit_key, contents([record])[0])


def test_an_act_that_is_rolled_back_leaves_no_record(installation: Installation) -> None:
    with installation.database.write() as unit:
        write_audit(installation, unit, TANTO, "never was")
    with installation.database.write() as unit:
        write_audit(installation, unit, TANTO, "was")
        unit.commit()
    with installation.database.read() as unit:
        assert [record.action for record in audit_records.after(unit, 0)] == ["was"]


def test_several_entries_of_one_act_are_in_their_order(installation: Installation) -> None:
    with installation.database.write() as unit:
        write_audits(installation, unit, TANTO, [Entry("see", None, "name"), Entry("see", None, "birth")])
        records = audit_records.after(unit, 0)
    assert [(record.actor, record.action, record.detail) for record in records] == [
        ("staff:tanto", "see", "name"), ("staff:tanto", "see", "birth"),
    ]  # fmt: skip


def test_an_audit_record_names_kind_and_id_and_never_the_name(installation: Installation) -> None:
    with installation.database.write() as unit:
        write_audit(installation, unit, Actor("staff", "tanto", "見本 課子", "192.0.2.1"), "try")
        (record,) = audit_records.after(unit, 0)
    assert (record.actor, record.place) == ("staff:tanto", "192.0.2.1")
    assert "見本" not in str(record)


def test_a_machine_and_a_member_of_staff_with_its_id_are_written_differently() -> None:
    assert str(Actor("machine", "tanto")) != str(Actor("staff", "tanto"))
    assert str(Actor("machine", "tanto")) == MACHINE + "tanto"
