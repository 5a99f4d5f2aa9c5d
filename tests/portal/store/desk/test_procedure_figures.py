"""Counts by procedure, with what was disposed of."""

from typing import Any

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.models.disposal.disposal_line import DisposalLine
from portal.store.desk import procedure_figures
from portal.store.desk.procedure_figures import ArrivalCount, DaysCount, FilingCount, FilingFigureRow, ReturnCount
from tests.portal.store.planting import plant

DAY = 86_400_000_000


def arrive(unit: Unit, at: int = 5, **given: Any) -> int:
    row = plant(unit, Application, **{"duty": "tax", "procedure": "p", "door": "online", "arrived_at": at} | given)
    number: int = row["id"]
    return number


def dispose(unit: Unit, at: int = 5, **given: Any) -> None:
    case = {"duty": "tax", "procedure": "p", "door": "online", "arrived_at": at, "ended_at": at, "state": "gone"}
    plant(unit, DisposalLine, **case | given)


def test_arrivals_are_counted_by_door_with_what_was_disposed_of(unit: Unit) -> None:
    every: tuple[dict[str, Any], ...] = ({}, {"door": "post"}, {"duty": "welfare"}, {"procedure": "a"})
    for given in every:
        arrive(unit, **given)
    for at in (4, 6):
        arrive(unit, at)
    dispose(unit)
    dispose(unit, state="kept")
    dispose(unit, 6)
    assert procedure_figures.arrivals(unit, ["tax"], 5, 6) == [
        ArrivalCount("tax", "a", "online", 1, 1),
        ArrivalCount("tax", "p", "online", 2, 1),
        ArrivalCount("tax", "p", "post", 1, 1),
    ]
    assert procedure_figures.arrivals(unit, [], 5, 6) == []


def test_days_are_those_of_kept_and_disposed_cases_without_withdrawals(unit: Unit) -> None:
    arrive(unit, decided_at=5 + DAY, state="approved")
    arrive(unit, decided_at=5 + 2 * DAY, state="withdrawn")
    arrive(unit, state="received")
    dispose(unit, ended_at=5 + 2 * DAY - 1, outcome="done")
    dispose(unit, ended_at=5 + DAY, outcome="withdrawn")
    assert procedure_figures.taken(unit, ["tax"], 5, 6) == [DaysCount("tax", "p", 1, 2)]
    assert procedure_figures.decided(unit, ["tax"], 5, 6) == {}
    assert procedure_figures.decided(unit, ["tax"], 5 + DAY, 5 + DAY + 1) == {1: 1}
    assert procedure_figures.decided(unit, ["tax"], 5 + DAY, 5 + 9 * DAY) == {1: 2}


def test_a_case_that_was_returned_twice_counts_once(unit: Unit) -> None:
    first, second, outside = arrive(unit), arrive(unit), arrive(unit, 6)
    for at, number in enumerate((first, first, second, outside)):
        plant(unit, Correction, application_id=number, asked_at=at)
    arrive(unit)
    assert procedure_figures.returned(unit, ["tax"], 5, 6) == [ReturnCount("tax", "p", 2)]


def test_filings_are_counted_by_their_minutes(unit: Unit) -> None:
    row = FilingFigureRow("a", "2026-11-05", "tax", "p", "online", 4, 10, 7)
    for uid, given in (
        ("a", {}), ("b", {"boxes": 5}), ("c", {"minutes": None}), ("d", {"day": "2026-11-06"}), ("e", {"duty": "a"}),
    ):  # fmt: skip
        procedure_figures.add_filing(unit, row._replace(uid=uid, **given))
    counts = procedure_figures.filed(unit, ["tax"], "2026-11-05", "2026-11-06")
    assert set(counts) == {
        FilingCount("tax", "p", "online", None, 1, 10, 7),
        FilingCount("tax", "p", "online", 4, 2, 15, 14),
    }


def test_an_application_is_noted_once(unit: Unit) -> None:
    first, _without = arrive(unit, sealed_filing=b"sealed"), arrive(unit)
    assert procedure_figures.unnoted(unit, 9) == [(first, b"sealed")]
    assert [procedure_figures.mark_noted(unit, first) for _ in range(2)] == [True, False]
    assert procedure_figures.unnoted(unit, 9) == []
