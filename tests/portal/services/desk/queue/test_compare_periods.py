"""Two periods by procedure and section, with a verdict on each measure."""

from datetime import date, timedelta

import pytest

from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.services.desk.queue.compare_periods import MEASURES, Comparison, compare_periods
from portal.services.shared.installation import Installation
from portal.store.desk import procedure_figures
from portal.store.desk.procedure_figures import FilingFigureRow
from tests.portal.store.planting import plant
from tests.portal.world import DUTY, PROCEDURE
from tests.statements import statements_of

DAY = 86_400_000_000
BEFORE, AFTER = (date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))
OTHER = "child-allowance"


def cases(
    unit: Unit, day: date, number: int, *, duty: str = DUTY, procedure: str = PROCEDURE, door: str = "online",
    days: int | None = None, returned: int = 0, minutes: int | None = None, boxes: tuple[int, int] = (0, 0),
) -> None:  # fmt: skip
    at = to_micro(tokyo_midnight(day))
    for index in range(number):
        row = plant(
            unit, Application, duty=duty, procedure=procedure, door=door, arrived_at=at, due="2026-10-05",
            state="approved" if days is not None else "received", decided_at=None if days is None else at + days * DAY,
        )  # fmt: skip
        if index < returned:
            plant(unit, Correction, application_id=row["id"])
        if boxes[0]:
            figure = FilingFigureRow(row["uid"], day.isoformat(), duty, procedure, door, minutes, *boxes)
            procedure_figures.add_filing(unit, figure)


def compared(installation: Installation, unit: Unit, *duties: str) -> Comparison:
    return compare_periods(installation, unit, duties or (DUTY,), BEFORE, AFTER)


@pytest.fixture
def lived(installation: Installation) -> Installation:
    with installation.database.write() as unit:
        cases(unit, BEFORE[0], 30, door="counter", days=9, returned=15, minutes=20, boxes=(10, 1))
        cases(unit, BEFORE[1], 10, days=9)
        cases(unit, AFTER[0], 30, days=2, returned=1, minutes=6, boxes=(10, 8))
        cases(unit, AFTER[1], 20, door="counter", minutes=8, boxes=(10, 8))
        cases(unit, AFTER[1] + timedelta(days=1), 7, days=0)
        cases(unit, AFTER[0], 3, duty=OTHER, procedure="gone-long-ago")
        unit.commit()
    return installation


def test_each_measure_has_its_value_of_both_periods_and_a_verdict(lived: Installation) -> None:
    with lived.database.read() as unit:
        (line,) = compared(lived, unit).procedures
    values = {measure: (line.before.value(measure), line.after.value(measure)) for measure in MEASURES}
    assert values == {
        "online": (0.25, 0.6), "unwritten": (0.1, 0.8), "minutes_online": (None, 6), "minutes_counter": (20, 8),
        "days": (9, 2), "returned": (0.375, 0.02),
    }  # fmt: skip
    verdicts = {measure: line.verdict(measure) for measure in MEASURES}
    assert verdicts == dict.fromkeys(MEASURES, "better") | {"minutes_online": "few"}
    assert (line.before.arrived, line.after.arrived, line.after.doors["counter"]) == (40, 50, 20)


def test_what_waits_waits_now_whenever_it_arrived(lived: Installation) -> None:
    with lived.database.read() as unit:
        (line,) = compared(lived, unit).procedures
    assert (line.after.waiting, line.after.late, line.before.waiting) == (20, 20, 0)


def test_sections_and_the_whole_are_sums_and_other_duties_are_left_out(lived: Installation) -> None:
    with lived.database.read() as unit:
        both = compared(lived, unit, DUTY, OTHER)
        assert compared(lived, unit, "tax").procedures == ()
    assert [line.after.arrived for line in both.offices] in ([50, 3], [3, 50])
    assert (both.whole.before.arrived, both.whole.after.arrived) == (40, 53)
    assert both.whole.after.value("days") == 2
    assert [line.procedure for line in both.procedures][1] == "gone-long-ago"


def test_as_many_statements_for_many_cases_and_sections_as_for_none(lived: Installation) -> None:
    with lived.database.read() as unit:
        with statements_of(unit) as many:
            compared(lived, unit, *lived.city.duties)
        with statements_of(unit) as none:
            compared(lived, unit, "tax")
    assert many.count == none.count == 9
