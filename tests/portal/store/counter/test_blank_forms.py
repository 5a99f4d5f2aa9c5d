"""Numbered blank forms."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.models.staff.staff import Staff
from portal.store.counter import blank_forms
from portal.store.counter.blank_forms import BlankRow
from tests.portal.store.planting import plant


@pytest.fixture
def sheet(unit: Unit) -> BlankRow:
    row = BlankRow(101, "batch", "procedure", "meaning", plant(unit, Staff)["id"], 5)
    assert blank_forms.add(unit, row)
    return row


def test_a_number_is_taken_once_and_the_last_is_known(unit: Unit, sheet: BlankRow) -> None:
    assert not blank_forms.add(unit, replace(sheet, batch="another"))
    assert blank_forms.last(unit) == 101
    assert blank_forms.by_number(unit, 101) == sheet
    assert blank_forms.by_number(unit, 102) is None


def test_before_the_first_sheet_the_last_number_is_zero(unit: Unit) -> None:
    assert blank_forms.last(unit) == 0


def test_sheets_of_a_batch_come_in_the_order_of_their_numbers(unit: Unit, sheet: BlankRow) -> None:
    before, other = replace(sheet, number=100), replace(sheet, number=102, batch="other")
    for row in (before, other):
        blank_forms.add(unit, row)
    assert blank_forms.of_batch(unit, "batch") == [before, sheet]


def test_a_keyed_sheet_is_free_again_when_its_draft_is_gone(unit: Unit, sheet: BlankRow) -> None:
    draft = plant(unit, Draft)["id"]
    assert blank_forms.key(unit, 101, draft)
    assert not blank_forms.key(unit, 101, "another")
    assert blank_forms.of_uid(unit, draft) == replace(sheet, uid=draft)
    unit.connection.execute(Draft.table.delete())
    assert blank_forms.key(unit, 101, "another")


def test_a_sheet_that_is_filed_or_thrown_away_is_not_open(unit: Unit, sheet: BlankRow) -> None:
    for number in (102, 103):
        blank_forms.add(unit, replace(sheet, number=number))
    assert blank_forms.spoil(unit, 102, 6)
    assert not blank_forms.spoil(unit, 102, 7)
    blank_forms.key(unit, 103, "draft")
    blank_forms.file(unit, "draft", 8)
    assert blank_forms.open_ones(unit) == [sheet]
    assert not blank_forms.key(unit, 103, "another")
