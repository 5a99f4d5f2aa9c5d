"""Paper forms keyed by one person."""

from dataclasses import replace

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.models.staff.staff import Staff
from portal.store.counter import papers_keyed
from portal.store.counter.papers_keyed import KeyedRow
from tests.portal.store.planting import plant


def test_the_last_keying_takes_the_place_of_the_one_before_and_its_mark_can_be_settled(unit: Unit) -> None:
    first = KeyedRow(plant(unit, Draft)["id"], plant(unit, Staff)["id"], "first", 5, b"sealed")
    second = replace(first, staff_id=plant(unit, Staff)["id"], mark="second", at=6, sealed_first=None)
    assert papers_keyed.of_draft(unit, first.draft_id) is None
    for row in (first, second):
        papers_keyed.put(unit, row)
        assert papers_keyed.of_draft(unit, first.draft_id) == row
    papers_keyed.settle(unit, first.draft_id, "chosen")
    assert papers_keyed.of_draft(unit, first.draft_id) == replace(second, mark="chosen")
