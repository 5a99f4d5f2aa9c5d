"""People on whose cases a member must not decide."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.staff import staff_relations
from portal.store.staff.staff_relations import StaffRelationRow
from tests.portal.store.planting import plant


@pytest.fixture
def themselves(unit: Unit) -> StaffRelationRow:
    staff_relations.add(
        unit, StaffRelationRow(0, "uid 1", plant(unit, Staff)["id"], "self", "key", b"wrapped", b"person", 5)
    )
    (row,) = staff_relations.to_ask(unit, 99, 9)
    return row


def test_relations_are_those_of_one_member(unit: Unit, themselves: StaffRelationRow) -> None:
    spouse = replace(themselves, uid="uid 2", basis="told")
    staff_relations.add(unit, spouse)
    assert [row.uid for row in staff_relations.of(unit, themselves.staff_id)] == ["uid 1", "uid 2"]
    stranger = plant(unit, Staff)["id"]
    assert staff_relations.of(unit, stranger) == []
    assert [staff_relations.any_of(unit, number) for number in (themselves.staff_id, stranger)] == [True, False]


def test_only_a_members_own_is_removed(unit: Unit, themselves: StaffRelationRow) -> None:
    assert not staff_relations.remove(unit, themselves.staff_id + 1, themselves.id, "self")
    assert not staff_relations.remove(unit, themselves.staff_id, themselves.id, "told")
    assert staff_relations.remove(unit, themselves.staff_id, themselves.id, "self")
    assert not staff_relations.any_of(unit, themselves.staff_id)


def test_what_the_register_reported_is_forgotten_and_the_rest_stays(unit: Unit, themselves: StaffRelationRow) -> None:
    staff_relations.add(unit, replace(themselves, uid="uid 2", basis="register"))
    staff_relations.forget(unit, themselves.staff_id, "register")
    assert staff_relations.of(unit, themselves.staff_id) == [themselves]


def test_a_member_is_asked_about_again_when_that_is_long_ago(unit: Unit, themselves: StaffRelationRow) -> None:
    staff_relations.add(unit, replace(themselves, uid="uid 2", basis="told"))
    assert staff_relations.asked(unit, themselves.uid, 50)
    assert staff_relations.to_ask(unit, 50, 9) == []
    assert staff_relations.to_ask(unit, 51, 9) == [replace(themselves, asked_at=50)]
    assert staff_relations.to_ask(unit, 51, 0) == []
    assert not staff_relations.asked(unit, "unknown", 50)


@pytest.mark.parametrize(("disabled_at", "stays"), [(None, True), (10, True), (9, False)])
def test_relations_of_who_left_before_are_swept(unit: Unit, disabled_at: int | None, stays: bool) -> None:
    staff = plant(unit, Staff, disabled_at=disabled_at)["id"]
    staff_relations.add(unit, StaffRelationRow(0, "uid", staff, "self", "key", b"wrapped", b"person", 5))
    staff_relations.sweep(unit, 10)
    assert staff_relations.any_of(unit, staff) == stays
