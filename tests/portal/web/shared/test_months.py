"""Sheets of a calendar for bookable days."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.web.shared.months import FEWEST, months


@dataclass(frozen=True)
class Time:
    day: str
    id: int = 0


def on(first: str, count: int) -> list[Time]:
    start = date.fromisoformat(first)
    return [Time((start + timedelta(number)).isoformat(), number) for number in range(count)]


@given(st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), min_size=FEWEST, max_size=60))
def test_each_day_stands_once_under_its_weekday_and_its_month(days: set[date]) -> None:
    seen = []
    for sheet in months([Time(day.isoformat()) for day in sorted(days)]):
        for week in sheet.weeks:
            assert len(week) == 7
            for place, (day, time) in enumerate(week):
                if time is not None:
                    at = date(sheet.year, sheet.month, day)
                    assert time.day == at.isoformat()
                    assert place == at.isoweekday() % 7  # Sunday first
                    seen.append(at)
    assert seen == sorted(days)


def test_a_day_with_several_times_is_led_to_by_its_first() -> None:
    times = [Time("2026-12-01", 1), Time("2026-12-01", 2), *on("2026-12-02", FEWEST)]
    (sheet,) = months(times)
    assert [time.id for week in sheet.weeks for _, time in week if time and time.day == "2026-12-01"] == [1]


def test_few_days_need_no_calendar_and_other_options_have_none() -> None:
    assert months(on("2026-12-01", FEWEST - 1)) == ()
    assert months([Time("")] * 40) == ()
