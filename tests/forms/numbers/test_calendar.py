import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.numbers.calendar import (
    ERAS,
    HOLIDAYS_KNOWN_UNTIL,
    ClosedDays,
    Era,
    add_days,
    add_months,
    add_open_days,
    add_years,
    age_on,
    attains,
    era_of,
    fiscal_year,
    in_both_calendars,
    in_era,
    month_in_both_calendars,
    open_day_from,
    school_year_end,
    year_in_both_calendars,
)

DAYS = st.dates(date(1873, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(1955, 4, 2), "昭和30年（1955年）4月2日"),
        (date(2019, 4, 30), "平成31年（2019年）4月30日"),
        (date(2019, 5, 1), "令和元年（2019年）5月1日"),
        (date(1989, 1, 7), "昭和64年（1989年）1月7日"),
        (date(1989, 1, 8), "平成元年（1989年）1月8日"),
        (date(1926, 12, 24), "大正15年（1926年）12月24日"),
        (date(1926, 12, 25), "昭和元年（1926年）12月25日"),
        (date(1912, 7, 29), "明治45年（1912年）7月29日"),
        (date(1912, 7, 30), "大正元年（1912年）7月30日"),
        (date(1873, 1, 1), "明治6年（1873年）1月1日"),
    ],
)
def test_a_day_is_shown_in_both_calendars_and_the_first_day_in_the_new_era(day: date, shown: str) -> None:
    assert in_both_calendars(day) == shown
    assert in_era(day) == re.sub("（.*）", "", shown)


def test_a_month_or_year_that_saw_two_eras_is_shown_with_both() -> None:
    assert month_in_both_calendars(date(1949, 4, 1)) == "昭和24年（1949年）4月"
    assert month_in_both_calendars(date(1989, 1, 1)) == "昭和64年・平成元年（1989年）1月"
    assert month_in_both_calendars(date(2019, 4, 1)) == "平成31年（2019年）4月"
    assert year_in_both_calendars(date(2019, 1, 1)) == "平成31年・令和元年（2019年）"
    assert year_in_both_calendars(date(1873, 1, 1)) == "明治6年（1873年）"


def test_a_new_era_is_one_more_row() -> None:
    eras = (Era("next", "次代", "N", date(2040, 1, 1)), *ERAS)
    assert in_both_calendars(date(2041, 2, 3), eras) == "次代2年（2041年）2月3日"
    assert era_of(date(2039, 12, 31), eras).id == "reiwa"


def test_before_all_eras_there_is_none() -> None:
    with pytest.raises(LookupError):
        era_of(date(1868, 1, 24))


@pytest.mark.parametrize(
    ("birth", "years", "day"),
    [
        (date(2020, 4, 1), 6, date(2026, 3, 31)),
        (date(2020, 4, 2), 6, date(2026, 4, 1)),
        (date(2020, 2, 29), 6, date(2026, 2, 28)),
        (date(2020, 2, 29), 65, date(2085, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 28)),
        (date(2020, 3, 1), 6, date(2026, 2, 28)),
        (date(2020, 3, 1), 4, date(2024, 2, 29)),
        (date(1986, 11, 21), 40, date(2026, 11, 20)),
        (date(1986, 11, 22), 40, date(2026, 11, 21)),
    ],
)
def test_an_age_is_reached_on_the_day_before_the_birthday(birth: date, years: int, day: date) -> None:
    assert attains(birth, years) == day
    assert age_on(birth, day) == years
    assert age_on(birth, day - timedelta(1)) == years - 1


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 20), 2, date(2027, 1, 20)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_one(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


def test_days_and_years_are_counted() -> None:
    assert add_days(date(2026, 11, 20), 11) == date(2026, 12, 1)
    assert add_days(date(2026, 11, 20), -20) == date(2026, 10, 31)
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_years(date(2024, 2, 29), -4) == date(2020, 2, 29)


@pytest.mark.parametrize("years", [7_974, -2_026, 10**12])
def test_beyond_the_calendar_nothing_is_counted(years: int) -> None:
    with pytest.raises(OverflowError):
        add_years(date(2026, 11, 20), years)
    with pytest.raises(OverflowError):
        add_days(date(2026, 11, 20), years * 366)


@pytest.mark.parametrize(
    ("day", "year", "end"),
    [
        (date(2026, 3, 31), 2025, date(2026, 3, 31)),
        (date(2026, 4, 1), 2026, date(2027, 3, 31)),
        (date(2026, 12, 31), 2026, date(2027, 3, 31)),
        (date(2027, 1, 1), 2026, date(2027, 3, 31)),
    ],
)
def test_a_fiscal_year_and_a_school_year_begin_in_april(day: date, year: int, end: date) -> None:
    assert fiscal_year(day) == year
    assert school_year_end(day) == end


def test_a_child_born_on_the_first_of_april_leaves_school_a_year_earlier() -> None:
    assert school_year_end(attains(date(2008, 4, 1), 18)) == date(2026, 3, 31)
    assert school_year_end(attains(date(2008, 4, 2), 18)) == date(2027, 3, 31)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23), date(2026, 9, 22), date(2026, 12, 29),
        date(2027, 1, 1), date(2028, 1, 3), date(2027, 3, 22), date(2027, 9, 23),
    ],
)  # fmt: skip
def test_offices_are_closed_on_weekends_holidays_and_around_new_year(day: date) -> None:
    assert ClosedDays().closed(day)


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 12, 28), date(2027, 1, 4), date(2027, 2, 15)])
def test_offices_are_open_on_all_other_days(day: date) -> None:
    assert not ClosedDays().closed(day)


def test_a_city_may_close_on_more_days_and_knows_how_far_its_calendar_goes() -> None:
    calendar = ClosedDays(frozenset({date(2027, 2, 15)}))
    assert calendar.closed(date(2027, 2, 15))
    assert calendar.horizon == HOLIDAYS_KNOWN_UNTIL == date(2027, 12, 31)


def test_a_day_on_which_offices_are_closed_moves_to_the_next_open_one() -> None:
    assert open_day_from(date(2026, 11, 20), ClosedDays()) == date(2026, 11, 20)
    assert open_day_from(date(2026, 11, 21), ClosedDays()) == date(2026, 11, 24)
    assert open_day_from(date(2026, 12, 29), ClosedDays()) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("count", "day"), [(0, date(2026, 11, 20)), (1, date(2026, 11, 24)), (7, date(2026, 12, 2)), (26, date(2027, 1, 4))]
)
def test_open_days_are_counted_from_the_day_after(count: int, day: date) -> None:
    assert add_open_days(date(2026, 11, 20), count, ClosedDays()) == day


@given(DAYS, st.integers(-1200, 1200))
@settings(derandomize=True)
def test_months_never_skip_a_month(day: date, count: int) -> None:
    later = add_months(day, count)
    assert later.year * 12 + later.month == day.year * 12 + day.month + count
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(DAYS, st.integers(0, 150))
@settings(derandomize=True)
def test_an_age_is_reached_a_day_before_the_birthday_or_on_the_last_of_february(birth: date, years: int) -> None:
    reached = attains(birth, years)
    following = reached + timedelta(days=1)
    assert (following.month, following.day) in {(birth.month, birth.day), (3, 1)}
    assert following == add_years(birth, years) or (birth.month, birth.day) == (2, 29)
