"""Sealed answers are read newest first, by keyset, and only those that were asked for."""

from typing import Any

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_answers import ApplicationAnswers
from portal.store.desk import counted_answers
from tests.portal.store.planting import plant


def arrive(unit: Unit, answers: bytes = b"now", **given: Any) -> int:
    figure = {"duty": "tax", "procedure": "p", "arrived_at": 5, "state": "received", "door": "online"}
    row = plant(unit, Application, **figure | {"answers_revision": 2} | given)
    for revision, sealed in ((1, b"before"), (2, answers)):
        plant(unit, ApplicationAnswers, application_id=row["id"], revision=revision, sealed_answers=sealed)
    return int(row["id"])


def read(unit: Unit, before: int = 1 << 62, doors: tuple[str, ...] = ("online", "counter")) -> list[int]:
    return [row.id for row in counted_answers.newest(unit, "p", ["tax"], doors, 5, 9, before)]


def test_the_newest_come_first_with_their_current_answers(unit: Unit) -> None:
    first, second = arrive(unit), arrive(unit, b"second", door="counter")
    rows = list(counted_answers.newest(unit, "p", ["tax"], ["online", "counter"], 5, 9, 1 << 62))
    assert [(row.id, row.sealed_answers, row.door) for row in rows] == [
        (second, b"second", "counter"),
        (first, b"now", "online"),
    ]
    assert read(unit, before=second) == [first]
    assert read(unit, doors=("counter",)) == [second]


def test_other_procedures_duties_days_and_withdrawn_ones_are_not_read(unit: Unit) -> None:
    for given in (
        {"procedure": "q"}, {"duty": "roads"}, {"arrived_at": 4}, {"arrived_at": 9}, {"state": "withdrawn"},
    ):  # fmt: skip
        arrive(unit, **given)
    assert read(unit) == []


def test_each_application_is_read_once_across_pages(unit: Unit) -> None:
    numbers = [arrive(unit) for _ in range(counted_answers.PAGE + 2)]
    assert read(unit) == sorted(numbers, reverse=True)
