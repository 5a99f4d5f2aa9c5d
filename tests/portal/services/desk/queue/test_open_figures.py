"""Counts for everybody: nothing small, nothing that follows from sums, and nothing too early."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.models.cases.application import Application
from portal.services.desk.queue.open_figures import REST, Quarter, kept_figures, open_figures, open_quarters
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import DOORS
from tests.portal.later import later
from tests.portal.services.shared.test_suppress_small import equations, solved
from tests.portal.store.planting import plant
from tests.portal.world import DUTY, PROCEDURE
from tests.statements import statements_of

QUARTER = Quarter(2026, 2)
DAY = 86_400_000_000
OTHERS = ("juminhyo-utsushi", "jido-teate-nintei", "risai-shomei")


def plant_cases(unit: Unit, counts: dict[str, dict[str, int]], at: date = date(2026, 8, 3)) -> None:
    instant = to_micro(tokyo_midnight(at))
    for procedure, doors in counts.items():
        for door, number in doors.items():
            for _ in range(number):
                plant(unit, Application, duty=DUTY, procedure=procedure, door=door, arrived_at=instant,
                      decided_at=instant + 2 * DAY, state="approved")  # fmt: skip


@pytest.fixture
def lived(installation: Installation) -> Installation:
    with installation.database.write() as unit:
        plant_cases(
            unit,
            {
                PROCEDURE: {"online": 40, "counter": 12, "post": 2},
                OTHERS[0]: {"online": 9, "counter": 30},
                OTHERS[1]: {"online": 2},
                OTHERS[2]: {"counter": 1},
            },
        )
        plant_cases(unit, {PROCEDURE: {"online": 50}}, date(2026, 10, 1))
        unit.commit()
    return installation


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        (Quarter(2026, 1), "2026-04-01", "2026-06-30"), (Quarter(2026, 2), "2026-07-01", "2026-09-30"),
        (Quarter(2026, 3), "2026-10-01", "2026-12-31"), (Quarter(2026, 4), "2027-01-01", "2027-03-31"),
    ],
)  # fmt: skip
def test_a_quarter_is_of_the_fiscal_year(quarter: Quarter, first: str, last: str) -> None:
    assert (quarter.first.isoformat(), quarter.last.isoformat()) == (first, last)


def test_a_quarter_is_published_a_month_after_its_end_if_the_city_wants_it(installation: Installation) -> None:
    def ids(days: int = 0, **changes: Any) -> list[str]:
        after = later(installation, days=days)
        opened = installation.city.open_figures
        assert opened is not None
        city = installation.city.model_copy(update={"open_figures": opened.model_copy(update=changes)})
        return [quarter.id for quarter in open_quarters(replace(after, city=city))]

    assert installation.clock.today() == date(2026, 11, 20)
    assert ids() == ["2026-2"]
    assert ids(72) == ["2026-2"], "31 January"
    assert ids(73) == ["2026-3", "2026-2"], "1 February"
    assert ids(from_=date(2026, 7, 2)) == []
    assert ids(from_=date(2020, 1, 1), to=date(2026, 6, 30))[0] == "2026-1"
    assert len(ids(from_=date(2010, 1, 1))) == 12
    closed = installation.city.model_copy(update={"open_figures": None})
    assert open_quarters(replace(installation, city=closed)) == ()


def test_small_counts_are_pooled_or_hidden_and_nothing_follows_from_the_sums(lived: Installation) -> None:
    with lived.database.read() as unit:
        figures = open_figures(lived, unit, QUARTER)
    rows = {procedure: counts for procedure, _, counts in figures.procedures}
    assert rows.keys() == {PROCEDURE, OTHERS[0], REST}
    assert figures.rest == 2
    grid = (*(counts for _, _, counts in figures.procedures), figures.sums)
    assert all(cell is None or cell == 0 or cell >= 5 for line in grid for cell in line)
    assert rows[PROCEDURE][list(DOORS).index("post")] is None
    system, hidden = equations(grid)
    assert solved(system, len(hidden)) == set()
    assert figures.sums[-1] == 96
    assert dict(figures.days)[3] == 96


def test_where_little_arrived_nothing_is_published(installation: Installation) -> None:
    with installation.database.write() as unit:
        plant_cases(unit, {PROCEDURE: {"online": 4}})
        figures = open_figures(installation, unit, QUARTER)
        assert (figures.procedures, figures.sums, figures.days) == ((), (), ())
        assert open_figures(installation, unit, Quarter(2026, 1)).procedures == ()


def test_two_statements_whatever_is_stored(lived: Installation) -> None:
    with lived.database.read() as unit:
        for quarter in (QUARTER, Quarter(2025, 1)):
            with statements_of(unit) as sent:
                open_figures(lived, unit, quarter)
            assert sent.count == 2


def test_the_public_page_counts_once_an_hour(lived: Installation) -> None:
    kept = kept_figures(lived)
    before = kept.of(QUARTER)
    with lived.database.write() as unit:
        plant_cases(unit, {PROCEDURE: {"online": 10}})
        unit.commit()
    assert kept.of(QUARTER) is before
    kept._clock = later(lived, hours=1, minutes=1).clock
    assert kept.of(QUARTER).sums[-1] == 106
