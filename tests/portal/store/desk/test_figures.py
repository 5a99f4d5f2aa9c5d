"""Counts of waiting, arrived, decided and returned applications."""

from typing import Any

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.store.desk import figures
from portal.store.desk.figures import ReturnRow, WaitingRow
from tests.portal.store.planting import plant

DAY = 86_400_000_000
MIDNIGHT = 20_000 * DAY - 32_400_000_000  # in Asia/Tokyo


def arrive(unit: Unit, at: int, **given: Any) -> dict[str, Any]:
    return plant(unit, Application, **{"duty": "tax", "arrived_at": at} | given)


def test_what_is_open_is_counted_by_duty_procedure_and_state(unit: Unit) -> None:
    figure: dict[str, Any] = {"duty": "tax", "procedure": "p", "state": "received", "due": "2026-11-20"}
    for given in (
        {}, {"due": "2026-11-19"}, {"decided_at": 5}, {"state": "examining"}, {"procedure": "a"}, {"duty": "a"},
    ):  # fmt: skip
        plant(unit, Application, **figure | given)
    assert figures.waiting(unit, "2026-11-20") == [
        WaitingRow("a", "p", "received", 1, 0),
        WaitingRow("tax", "a", "received", 1, 0),
        WaitingRow("tax", "p", "examining", 1, 0),
        WaitingRow("tax", "p", "received", 2, 1),
    ]


def test_arrivals_are_counted_by_their_day_in_tokyo(unit: Unit) -> None:
    for at in (MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + DAY - 1, MIDNIGHT + DAY):
        arrive(unit, at)
    arrive(unit, MIDNIGHT, duty="welfare")
    assert figures.by_day(unit, ["tax"], 0, MIDNIGHT + DAY) == {19_999: 1, 20_000: 2}
    assert figures.by_day(unit, ["tax", "welfare"], MIDNIGHT, MIDNIGHT + DAY + 1) == {20_000: 3, 20_001: 1}
    assert figures.by_day(unit, [], 0, MIDNIGHT + DAY) == {}


def test_days_taken_are_whole_days_from_arrival_to_decision(unit: Unit) -> None:
    for taken in (0, DAY - 1, 2 * DAY, 3 * DAY - 1):
        arrive(unit, 5, decided_at=5 + taken)
    for given in (
        {"decided_at": 5 + DAY, "state": "withdrawn"},
        {"decided_at": None},
        {"decided_at": 9, "duty": "welfare"},
    ):
        arrive(unit, 5, **given)
    for at in (4, 6):
        arrive(unit, at, decided_at=9 * DAY)
    assert figures.days_taken(unit, ["tax"], 5, 6) == {0: 2, 2: 2}
    assert figures.days_taken(unit, [], 5, 6) == {}


def test_returns_are_read_newest_first(unit: Unit) -> None:
    row = arrive(unit, 5)
    numbers = [
        row["id"],
        row["id"],
        arrive(unit, 4)["id"],
        arrive(unit, 6)["id"],
        arrive(unit, 5, duty="welfare")["id"],
    ]
    for index, number in enumerate(numbers):
        plant(unit, Correction, application_id=number, asked_at=index, sealed_words=b"words")
    case = row["uid"], row["key_id"], row["wrapped_key"], row["meaning"]
    first, second = ReturnRow(*case, 0, b"words"), ReturnRow(*case, 1, b"words")
    assert figures.returns(unit, ["tax"], 5, 6, 9) == [second, first]
    assert figures.returns(unit, ["tax"], 5, 6, 1) == [second]
    assert figures.returns(unit, [], 5, 6, 9) == []
