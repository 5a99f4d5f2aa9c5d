"""Deadlines that municipalities and tax offices published for certain days, counted anew. Each table names who published it."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.calendar import ClosedDays, add_open_days, month_end, months_on, open_day_from
from forms.consequences import due_day, is_late
from forms.environment import Environment
from forms.loading import load
from forms.path import walk
from forms.procedure import Procedure
from forms.registry import field_types
from tests.forms.first import PROCEDURES

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
# さくら市「大型連休中の児童手当の手続きについて」(2019-04-18): closed from 27 April to 6 May 2019. Of the rows that begin at the first of
# a month only the last day hangs on the fifteen days; before it the month of the claim is the month of the event anyway.
GOLDEN_WEEK = {
    "2019-04-11": "2019-04-26", "2019-04-12": "2019-05-07", "2019-04-17": "2019-05-07", "2019-04-22": "2019-05-07",
    "2019-04-23": "2019-05-08", "2019-04-24": "2019-05-09", "2019-04-25": "2019-05-10", "2019-04-26": "2019-05-13",
    "2019-04-27": "2019-05-13", "2019-04-28": "2019-05-13", "2019-04-29": "2019-05-14", "2019-04-30": "2019-05-15",
}  # fmt: skip
# 木津川市「年末年始のご出生・ご転入の方は申請期限にご注意ください」(2017): closed from 29 December to 3 January; 8 January is 成人の日.
NEW_YEAR = {
    "2017-12-13": "2017-12-28", "2017-12-14": "2018-01-04", "2017-12-20": "2018-01-04", "2017-12-21": "2018-01-05",
    "2017-12-22": "2018-01-09", "2017-12-25": "2018-01-09", "2017-12-26": "2018-01-10", "2017-12-27": "2018-01-11",
    "2017-12-28": "2018-01-12", "2017-12-29": "2018-01-15", "2017-12-31": "2018-01-15", "2018-01-16": "2018-01-31",
}  # fmt: skip


@cache
def allowance() -> Procedure:
    return load(PROCEDURES / "jido-teate-nintei.yaml", fields=field_types())


@pytest.mark.parametrize(("born", "until"), [*GOLDEN_WEEK.items(), *NEW_YEAR.items()])
def test_the_fifteen_days_of_the_child_allowance_end_as_the_cities_said(born: str, until: str) -> None:
    """児童手当法8条3項 (15日特例) with 地方自治法4条の2第4項; 池田市 (2019-04-12) gives the twelfth of April with the same days."""
    last = date.fromisoformat(until)
    answers = {"public_servant": False, "receiving": False, "capacity": "parent", "reason": "born", "event_date": born}
    path = walk(allowance(), answers, Environment(last, ClosedDays(), city={"standard_days": 7}))
    assert due_day(allowance(), path) == last
    assert not is_late(allowance(), path, last)
    assert is_late(allowance(), path, last + timedelta(days=1))


@pytest.mark.parametrize(
    ("from_", "months", "until"),
    [
        # 法人税法74条: within two months from the day after a business year. 3月決算 5月31日, 9月決算 11月30日, 12月決算 2月末日, 2月決算 4月30日.
        ("2026-03-31", 2, "2026-05-31"), ("2026-09-30", 2, "2026-11-30"), ("2026-12-31", 2, "2027-02-28"),
        ("2019-02-28", 2, "2019-04-30"), ("2024-02-29", 2, "2024-04-30"), ("2023-12-31", 2, "2024-02-29"),
        # 国税通則法10条1項3号 as it is taught: one month from 1 December ends on 1 January, three from 5 May 2008 on 5 August.
        ("2026-12-01", 1, "2027-01-01"), ("2008-05-05", 3, "2008-08-05"),
        # No day of the same number in the last month: 民法143条2項ただし書.
        ("2026-11-30", 3, "2027-02-28"), ("2026-01-29", 1, "2026-02-28"), ("2026-08-31", 6, "2027-02-28"),
    ],
)  # fmt: skip
def test_months_from_the_day_after_end_as_tax_offices_say(from_: str, months: int, until: str) -> None:
    """民法143条, which 国税通則法10条 repeats."""
    assert months_on(date.fromisoformat(from_), months) == date.fromisoformat(until)


def test_a_month_that_ends_in_golden_week_is_over_after_it() -> None:
    """2月決算 of 2019: 30 April fell on the ten days, so the return was in time until 7 May (国税通則法10条2項)."""
    assert open_day_from(months_on(date(2019, 2, 28), 2), ClosedDays()) == date(2019, 5, 7)


@pytest.mark.parametrize("monday", [date(2026, 6, 1), date(2026, 10, 12) + timedelta(days=7)])
def test_ten_open_days_over_two_weekends_end_fourteen_days_later(monday: date) -> None:
    """埼玉県「許認可等の標準処理期間」: ten days with two weekends between end on the fourteenth day after the application."""
    assert add_open_days(monday, 10, ClosedDays()) == monday + timedelta(days=14)


@given(DAYS, st.integers(1, 36))
@settings(derandomize=True)
def test_whole_months_are_whole_months(day: date, count: int) -> None:
    """Counted from the first of a month, a period is so many months from the first to the last day of each."""
    assert months_on(month_end(day), count) == month_end(months_on(month_end(day), count))
    assert months_on(months_on(month_end(day), 1), count) == months_on(month_end(day), count + 1)
    assert months_on(day, count) <= months_on(day + timedelta(days=1), count)
