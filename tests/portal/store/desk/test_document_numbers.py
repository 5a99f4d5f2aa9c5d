"""Document numbers: unique per application and per number."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.desk import document_numbers
from portal.store.desk.document_numbers import DocumentNumberRow
from tests.portal.store.planting import plant


def test_a_number_takes_the_place_of_the_one_before_and_is_no_other_applications(unit: Unit) -> None:
    application, other = plant(unit, Application)["id"], plant(unit, Application)["id"]
    first = DocumentNumberRow(application, "tax", 2026, "12", "2026-11-20", plant(unit, Staff)["id"], 5)
    second = replace(first, number="13")
    assert document_numbers.put(unit, first)
    assert not document_numbers.put(unit, replace(first, application_id=other))
    assert document_numbers.put(unit, second)
    assert document_numbers.of(unit, application) == second
    assert document_numbers.of(unit, other) is None
    assert document_numbers.owner(unit, "tax", 2026, "13") == application
    for office, year, number in (("tax", 2026, "12"), ("tax", 2025, "13"), ("welfare", 2026, "13")):
        assert document_numbers.owner(unit, office, year, number) is None
