"""Corrections: requested, answered once, reminded, turned into tasks."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.desk import corrections, desk_tasks
from portal.store.desk.corrections import CorrectionRow
from portal.store.desk.desk_tasks import CORRECTION, DueRow
from tests.portal.store.planting import plant

DUE = "2026-11-20"


@pytest.fixture
def application(unit: Unit) -> int:
    return int(plant(unit, Application, state="returned")["id"])


def ask(unit: Unit, application: int, due: str = DUE) -> CorrectionRow:
    corrections.add(unit, application, ("name", "phone"), b"words", due, 5)
    return corrections.of_application(unit, application)[-1]


def test_a_correction_is_answered_once(unit: Unit, application: int) -> None:
    first, last = ask(unit, application), ask(unit, application)
    ask(unit, plant(unit, Application)["id"])
    assert first == CorrectionRow(
        first.id, application, ("name", "phone"), b"words", DUE, 5, None, None, "", 0, "", None
    )
    assert corrections.open_one(unit, application) == corrections.by_id(unit, last.id) == last
    assert corrections.by_id(unit, 0) is None
    assert corrections.save(unit, last.id, b"answers", "name")
    assert [corrections.answer(unit, last.id, now) for now in (7, 8)] == [True, False]
    assert not corrections.save(unit, last.id, b"later", "")
    assert not corrections.extend(unit, last.id, DUE, "2026-11-30")
    answered = replace(last, sealed_answers=b"answers", seen="name", answered_at=7)
    assert corrections.of_application(unit, application) == [first, answered]
    assert corrections.open_one(unit, application) == first
    assert corrections.open_one(unit, plant(unit, Application)["id"]) is None


def test_the_due_day_of_what_is_open_is_found_and_extended_from_the_day_that_was_seen(
    unit: Unit, application: int
) -> None:
    answered = plant(unit, Application)["id"]
    corrections.answer(unit, ask(unit, answered).id, 6)
    correction = ask(unit, application)
    ask(unit, plant(unit, Application)["id"])
    assert corrections.open_dues(unit, [application, answered]) == {application: DUE}
    assert corrections.open_dues(unit, []) == {}
    assert [corrections.extend(unit, correction.id, DUE, "2026-11-30") for _ in range(2)] == [True, False]
    assert corrections.by_id(unit, correction.id) == replace(correction, due="2026-11-30", extended=1)


def test_a_passed_day_is_found_until_it_is_a_task(unit: Unit, application: int) -> None:
    correction, later = ask(unit, application), ask(unit, application, "2026-11-21")
    ask(unit, plant(unit, Application, state="examining")["id"])
    corrections.answer(unit, ask(unit, application).id, 6)
    due = DueRow(correction.id, application, DUE)
    assert corrections.passed(unit, DUE, 9) == []
    assert corrections.passed(unit, "2026-11-21", 9) == [due]
    assert corrections.passed(unit, "2026-11-22", 1) == [due]
    desk_tasks.open_task(unit, application, "paper", correction.id, DUE, 7)
    desk_tasks.open_task(unit, application, CORRECTION, correction.id, "2026-11-19", 7)
    assert corrections.passed(unit, "2026-11-21", 9) == [due]
    desk_tasks.open_task(unit, application, CORRECTION, correction.id, DUE, 7)
    assert corrections.passed(unit, "2026-11-22", 9) == [DueRow(later.id, application, "2026-11-21")]


def test_each_due_day_is_reminded_once(unit: Unit, application: int) -> None:
    correction = ask(unit, application)
    ask(unit, plant(unit, Application, state="examining")["id"])
    corrections.answer(unit, ask(unit, application).id, 6)
    due = DueRow(correction.id, application, DUE)
    assert corrections.near(unit, DUE, DUE, 6, 9) == [due]
    for today, until, asked_before in (("2026-11-21", "2026-11-30", 6), ("2026-11-01", "2026-11-19", 6), (DUE, DUE, 5)):
        assert corrections.near(unit, today, until, asked_before, 9) == []
    assert corrections.near(unit, DUE, DUE, 6, 0) == []
    assert [corrections.remind(unit, correction.id) for _ in range(2)] == [True, False]
    assert corrections.near(unit, DUE, DUE, 6, 9) == []
    corrections.extend(unit, correction.id, DUE, "2026-11-30")
    assert corrections.near(unit, DUE, "2026-11-30", 6, 9) == [replace(due, due="2026-11-30")]


def test_a_copy_of_the_inner_zone_leaves_an_answer(unit: Unit, application: int) -> None:
    correction, other = ask(unit, application), ask(unit, application)
    corrections.copy_from_inside(unit, correction.id, "2026-11-30", 2, None, "letter")
    copied = replace(correction, due="2026-11-30", extended=2, came_by="letter")
    assert corrections.by_id(unit, correction.id) == copied
    corrections.copy_from_inside(unit, correction.id, "2026-11-30", 2, 7, "counter")
    answered = replace(copied, answered_at=7, came_by="counter")
    assert corrections.by_id(unit, correction.id) == answered
    corrections.copy_from_inside(unit, correction.id, DUE, 3, 8, "letter")
    assert corrections.of_application(unit, application) == [replace(answered, due=DUE, extended=3), other]


def test_staff_note_how_an_answer_came(unit: Unit, application: int) -> None:
    correction, other = ask(unit, application), ask(unit, application)
    corrections.note(unit, correction.id, "telephone", b"note")
    noted = replace(correction, came_by="telephone", sealed_note=b"note")
    assert corrections.of_application(unit, application) == [noted, other]
