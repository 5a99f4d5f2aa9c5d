"""Names of actors: kind and id."""

from portal.services.shared.actor import MACHINE, Actor
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import write_audit
from portal.store.shared import audit_records


def test_an_audit_record_names_kind_and_id_and_never_the_name(installation: Installation) -> None:
    with installation.database.write() as unit:
        write_audit(installation, unit, Actor("staff", "tanto", "見本 課子", "192.0.2.1"), "try")
        (record,) = audit_records.after(unit, 0)
    assert (record.actor, record.place) == ("staff:tanto", "192.0.2.1")
    assert "見本" not in str(record)


def test_a_machine_and_a_member_of_staff_with_its_id_are_written_differently() -> None:
    assert str(Actor("machine", "tanto")) != str(Actor("staff", "tanto"))
    assert str(Actor("machine", "tanto")) == MACHINE + "tanto"
