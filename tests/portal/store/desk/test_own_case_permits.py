"""Permits for a guarded case."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.desk import own_case_permits
from portal.store.desk.own_case_permits import OwnCasePermitRow
from tests.portal.store.planting import plant


def test_a_permit_stands_for_its_member_and_case_until_it_ends(unit: Unit) -> None:
    application, staff, giver = plant(unit, Application)["id"], plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    permit = OwnCasePermitRow(application, "form 1", staff, giver, 5, 10, b"reason")
    assert [own_case_permits.add(unit, permit) for _ in range(2)] == [True, False]
    assert own_case_permits.is_permitted(unit, application, staff, 9)
    assert not own_case_permits.is_permitted(unit, application, staff, 10)
    assert not own_case_permits.is_permitted(unit, application, giver, 9)
    assert not own_case_permits.is_permitted(unit, plant(unit, Application)["id"], staff, 9)


def test_permits_of_a_case_come_newest_first(unit: Unit) -> None:
    application, staff = plant(unit, Application)["id"], plant(unit, Staff)["id"]
    first = OwnCasePermitRow(application, "form 1", staff, staff, 5, 6, b"reason")
    second = replace(first, once="form 2")
    for row in (first, second):
        own_case_permits.add(unit, row)
    assert own_case_permits.of(unit, application) == [second, first]
