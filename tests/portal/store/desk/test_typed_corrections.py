"""What was typed on pages of a correction."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.store.desk import corrections, typed_corrections
from portal.store.desk.typed_corrections import TypedRow
from portal.store.statements import run, sql
from tests.portal.store.planting import plant


@pytest.fixture
def typed(unit: Unit) -> TypedRow:
    run(unit, sql(update(Application.table).values(state="returned")), {})
    row = TypedRow(plant(unit, Correction, answered_at=None)["id"], "name", b"boxes", 10)
    run(unit, sql(update(Application.table).values(state="returned")), {})
    typed_corrections.put(unit, row)
    return row


def test_the_last_that_was_typed_takes_the_place_of_the_one_before(unit: Unit, typed: TypedRow) -> None:
    later = replace(typed, sealed_boxes=b"more", made_at=11)
    typed_corrections.put(unit, later)
    assert typed_corrections.find(unit, typed.correction_id, "name") == later
    assert typed_corrections.find(unit, typed.correction_id, "birth") is None


def test_the_latest_page_is_found(unit: Unit, typed: TypedRow) -> None:
    for page, made_at in (("word", 12), ("birth", 11)):
        typed_corrections.put(unit, replace(typed, page=page, made_at=made_at))
    assert typed_corrections.latest(unit, typed.correction_id) == "word"
    assert typed_corrections.latest(unit, typed.correction_id + 1) is None


def test_a_page_goes_alone_and_a_correction_with_all_its_pages(unit: Unit, typed: TypedRow) -> None:
    for page in ("birth", "word"):
        typed_corrections.put(unit, replace(typed, page=page))
    typed_corrections.remove(unit, typed.correction_id, "word")
    pages = ("name", "birth", "word")
    assert [typed_corrections.find(unit, typed.correction_id, page) is None for page in pages] == [False, False, True]
    typed_corrections.remove_all(unit, typed.correction_id)
    assert [typed_corrections.find(unit, typed.correction_id, page) for page in pages] == [None] * 3


def test_it_stays_while_the_correction_waits(unit: Unit, typed: TypedRow) -> None:
    typed_corrections.sweep(unit)
    assert typed_corrections.find(unit, typed.correction_id, "name") == typed
    corrections.answer(unit, typed.correction_id, 20)
    typed_corrections.sweep(unit)
    assert typed_corrections.find(unit, typed.correction_id, "name") is None


def test_of_a_case_that_waits_no_more_it_goes(unit: Unit, typed: TypedRow) -> None:
    run(unit, sql(update(Application.table).values(state="withdrawn")), {})
    typed_corrections.sweep(unit)
    assert typed_corrections.find(unit, typed.correction_id, "name") is None
