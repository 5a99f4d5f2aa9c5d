"""Ticks of the check list."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.desk import checked_items
from portal.store.desk.checked_items import TickRow
from tests.portal.store.planting import plant


@pytest.fixture
def tick(unit: Unit) -> TickRow:
    return TickRow("line 1", 1, 2, plant(unit, Staff)["id"], 5)


def test_of_each_line_the_last_tick_stands(unit: Unit, tick: TickRow) -> None:
    application = plant(unit, Application)["id"]
    back, other = replace(tick, ticked=0, at=6), replace(tick, item="line 2")
    for row in (tick, other, back):
        checked_items.add(unit, application, row)
    assert checked_items.last_of(unit, application) == {"line 1": back, "line 2": other}


def test_a_tick_counts_for_the_present_answers_while_it_is_not_taken_back(unit: Unit, tick: TickRow) -> None:
    present, past, taken_back = (
        plant(unit, Application, receipt_number=number, answers_revision=revision)["id"]
        for number, revision in (("present", 2), ("past", 3), ("taken back", 2))
    )
    for number in (present, past, taken_back):
        checked_items.add(unit, number, tick)
    checked_items.add(unit, taken_back, replace(tick, ticked=0))
    asked = ["present", "past", "taken back"]
    assert checked_items.ticked_among(unit, asked) == {"present"}
    assert checked_items.ticked_among(unit, asked[1:]) == frozenset()
    assert checked_items.ticked_among(unit, []) == frozenset()
