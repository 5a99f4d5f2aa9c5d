"""Staff identities at the city's provider."""

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.staff.staff_right import StaffRight
from portal.store.staff import staff_identities, staff_members, staff_rights
from portal.store.staff.staff_members import RightRow
from tests.portal.store.planting import plant


def test_groups_replace_the_rights_of_groups_alone(unit: Unit) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    plant(unit, StaffRight, staff_id=other, source="group", role="other")
    staff_members.grant(unit, staff, RightRow("by hand", "tax", "2026-11-01", None))
    for role in ("earlier", "later"):
        staff_identities.give_rights(unit, staff, [RightRow(role, "*", "2026-11-02", None)])
    held = [(right.role, right.source) for right in staff_rights.of_staff(unit, staff)]
    assert held == [("by hand", "hand"), ("later", "group")]
    staff_identities.give_rights(unit, staff, [])
    assert [right.role for right in staff_rights.of_staff(unit, staff)] == ["by hand"]
    assert [right.role for right in staff_rights.of_staff(unit, other)] == ["other"]


def test_an_identity_belongs_to_one_member(unit: Unit) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    assert [staff_identities.add(unit, "issuer", "subject", owner, 1) for owner in (staff, other)] == [True, False]
    assert staff_identities.find(unit, "issuer", "subject") == staff
    assert staff_identities.find(unit, "other", "subject") is None
    assert staff_identities.find(unit, "issuer", "other") is None
    assert staff_identities.add(unit, "issuer", "another of theirs", staff, 1)
    asked = [(issuer, owner) for issuer in ("issuer", "other") for owner in (staff, other)]
    assert [staff_identities.is_linked(unit, *each) for each in asked] == [True, False, False, False]


def test_a_member_is_renamed(unit: Unit) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff, name="太郎")["id"]
    staff_identities.rename(unit, staff, "次郎")
    names = [member.name for number in (staff, other) if (member := staff_members.by_id(unit, number))]
    assert names == ["次郎", "太郎"]
