"""Opinions of other sections."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.desk import desk_tasks, opinions
from portal.store.desk.desk_tasks import DueRow
from portal.store.desk.opinions import ANSWERED, ASKED, TAKEN_BACK, OpinionRow
from tests.portal.store.planting import plant

DUE = "2026-11-20"


@pytest.fixture
def staff(unit: Unit) -> int:
    return int(plant(unit, Staff)["id"])


def ask(unit: Unit, row: dict[str, Any], staff: int, due: str = DUE, duty: str = "welfare") -> OpinionRow:
    once = str(len(opinions.of(unit, row["id"])))
    assert opinions.add(unit, row["id"], once, duty, due, staff, b"question", 5)
    return opinions.of(unit, row["id"])[-1]


def test_a_question_is_asked_once_answered_once_and_seen_once(unit: Unit, staff: int) -> None:
    row, elsewhere = plant(unit, Application), plant(unit, Application)
    asked, other = ask(unit, row, staff), ask(unit, elsewhere, staff)
    assert not opinions.add(unit, row["id"], "0", "other", DUE, staff, b"again", 6)
    assert asked == OpinionRow(
        asked.id, row["id"], "0", "welfare", ASKED, DUE, staff, 5, b"question", None, None, None, None
    )
    assert not opinions.see(unit, asked.id, 7)
    assert [opinions.end(unit, asked.id, ANSWERED, staff, b"answer", now) for now in (7, 8)] == [True, False]
    assert [opinions.see(unit, asked.id, now) for now in (9, 10)] == [True, False]
    ended = replace(asked, state=ANSWERED, ended_by=staff, ended_at=7, sealed_answer=b"answer", seen_at=9)
    assert opinions.of(unit, row["id"]) == [ended]
    assert opinions.of(unit, elsewhere["id"]) == [other]
    assert opinions.by_id(unit, asked.id) == ended
    assert opinions.by_id(unit, 0) is None


def test_of_some_cases_those_with_an_open_question_are_found(unit: Unit, staff: int) -> None:
    row, answered, other = (plant(unit, Application) for _ in range(3))
    ask(unit, row, staff)
    ask(unit, row, staff, duty="water")
    ask(unit, other, staff)
    opinions.end(unit, ask(unit, answered, staff).id, ANSWERED, staff, b"answer", 6)
    assert opinions.asked_among(unit, [row["id"], answered["id"]]) == {row["id"]}
    assert opinions.asked_among(unit, []) == frozenset()


def test_a_section_sees_what_it_is_asked_in_order_of_the_days(unit: Unit, staff: int) -> None:
    row = plant(unit, Application)
    second, first = ask(unit, row, staff), ask(unit, row, staff, "2026-11-19")
    ask(unit, row, staff, duty="water")
    ask(unit, plant(unit, Application, decided_at=5), staff)
    opinions.end(unit, ask(unit, row, staff).id, TAKEN_BACK, staff, None, 6)
    assert opinions.asked_of(unit, ["welfare"], 9) == [first, second]
    assert opinions.asked_of(unit, ["welfare"], 1) == [first]
    assert opinions.asked_of(unit, [], 9) == []


def test_a_passed_day_is_found_until_it_is_a_task_which_names_its_application(unit: Unit, staff: int) -> None:
    late, later, elsewhere, decided = (
        plant(unit, Application, duty=duty, decided_at=at)
        for duty, at in (("tax", None), ("tax", None), ("water", None), ("tax", 5))
    )
    asked = [
        ask(unit, row, staff, due) for row, due in ((later, DUE), (late, "2026-11-19"), (late, DUE), (elsewhere, DUE))
    ]
    ask(unit, decided, staff)
    opinions.end(unit, ask(unit, late, staff).id, ANSWERED, staff, None, 6)
    dues = [DueRow(row.id, row.application_id, row.due) for row in asked]
    assert opinions.passed(unit, DUE, 9) == dues[1:2]
    assert opinions.passed(unit, "2026-11-21", 9) == dues
    assert opinions.passed(unit, "2026-11-21", 1) == dues[:1]
    assert opinions.late_numbers(unit, ["tax"], 9) == []
    for row in opinions.of(unit, decided["id"]) + opinions.of(unit, late["id"]) + asked:
        desk_tasks.open_task(unit, row.application_id, desk_tasks.OPINION, row.id, row.due, 7)
    assert opinions.passed(unit, "2026-11-21", 9) == []
    numbers = [late["receipt_number"], later["receipt_number"]]
    assert opinions.late_numbers(unit, ["tax"], 9) == numbers
    assert opinions.late_numbers(unit, ["tax"], 1) == numbers[:1]
    assert opinions.late_numbers(unit, [], 9) == []


def test_answers_that_nobody_saw_name_their_applications_in_the_order_in_which_they_came(
    unit: Unit, staff: int
) -> None:
    second, first, elsewhere = (plant(unit, Application, duty=duty) for duty in ("tax", "tax", "water"))
    for row, now in ((second, 8), (first, 7), (first, 9), (elsewhere, 7)):
        opinions.end(unit, ask(unit, row, staff).id, ANSWERED, staff, b"answer", now)
    ask(unit, plant(unit, Application, duty="tax"), staff)
    numbers = [first["receipt_number"], second["receipt_number"]]
    assert opinions.answered_numbers(unit, ["tax"], 9) == numbers
    assert opinions.answered_numbers(unit, ["tax"], 1) == numbers[:1]
    assert opinions.answered_numbers(unit, [], 9) == []
    opinions.see(unit, opinions.of(unit, second["id"])[0].id, 10)
    assert opinions.answered_numbers(unit, ["tax"], 9) == numbers[:1]
