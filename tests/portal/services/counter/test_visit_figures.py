"""Durations of visits, from rows without personal data."""

from portal.clock import to_micro
from portal.services.counter.visit_figures import VisitCounts, figures_by_day, figures_of_visit
from portal.services.shared.installation import Installation
from portal.store.counter import visit_figures
from portal.store.counter.visit_figures import FigureRow
from tests.portal.later import later

MINUTE = 60_000_000
TODAY = "2026-11-20"


def row(uid: str, begun: int, day: str = TODAY, **counts: int | None) -> FigureRow:
    """`begun` in minutes."""
    return FigureRow(uid, day, begun * MINUTE, **counts)  # type: ignore[arg-type]


def test_a_day_has_medians_without_time_parked_and_shares_of_boxes(installation: Installation) -> None:
    with installation.database.write() as unit:
        for figure in (
            row("a", 10, registered_at=18 * MINUTE, ended_at=30 * MINUTE, parked=5 * MINUTE, filed=2, boxes=10, unkeyed=8,
                usual=1, chosen=2, printed=3),
            row("b", 20, registered_at=32 * MINUTE, ended_at=45 * MINUTE, filed=1, boxes=10, unkeyed=4, disputed=1),
            row("c", 30),
        ):  # fmt: skip
            visit_figures.add(unit, figure)
        (day,) = figures_by_day(installation.clock, unit)
    assert (day.begun, day.ended, day.filed, day.disputed) == (3, 2, 3, 1)
    assert (day.first_filed, day.whole, day.parked) == (10, 20, 5)
    assert (day.unwritten, day.spoken) == (0.6, 0.45)
    assert day.reprinted == 2, "the first print is no reprint"


def test_a_day_on_which_nothing_was_filed_has_no_shares(installation: Installation) -> None:
    with installation.database.write() as unit:
        visit_figures.add(unit, row("a", 10))
        (day,) = figures_by_day(installation.clock, unit)
    assert (day.unwritten, day.spoken, day.first_filed, day.whole) == (None, None, None, None)


def test_the_newest_day_is_first_and_what_is_older_than_a_month_is_left_out(installation: Installation) -> None:
    with installation.database.write() as unit:
        for day in ("2026-10-19", "2026-10-20", TODAY):
            visit_figures.add(unit, row(day, 10, day))
        days = [figures.day.isoformat() for figures in figures_by_day(installation.clock, unit)]
    assert days == [TODAY, "2026-10-20"]


def test_a_visit_that_goes_on_is_counted_until_now(installation: Installation) -> None:
    begun = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        visit_figures.add(unit, FigureRow("a", TODAY, begun, parked=4 * MINUTE, boxes=4, unkeyed=3, usual=1, chosen=1))
        counts = figures_of_visit(later(installation, minutes=14).clock, unit, "a")
        assert figures_of_visit(installation.clock, unit, "gone") is None
    assert counts == VisitCounts(10, 4, 3, 0, 1, 1)
    assert (counts.unwritten, counts.spoken) == (0.75, 0.25)
