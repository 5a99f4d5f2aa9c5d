"""Dates and times as shown in both languages."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.shared.dates import birthday, clock_time, day, fiscal_year, moment


@pytest.mark.parametrize(
    ("value", "japanese", "easy"),
    [
        ("2026-11-20", "令和8年（2026年）11月20日（金）", "2026年11月20日（金曜日）"),
        ("2019-05-01", "令和元年（2019年）5月1日（水）", "2019年5月1日（水曜日）"),
        ("2019-04-30", "平成31年（2019年）4月30日（火）", "2019年4月30日（火曜日）"),
        ("1989-01-07", "昭和64年（1989年）1月7日（土）", "1989年1月7日（土曜日）"),
        ("1926-12-25", "昭和元年（1926年）12月25日（土）", "1926年12月25日（土曜日）"),
        ("0001-01-01", "1年1月1日（月）", "1年1月1日（月曜日）"),
    ],
)
def test_a_day_has_its_era_in_japanese_and_the_western_year_alone_in_easy_japanese(
    value: str, japanese: str, easy: str
) -> None:
    assert (day(value), day(value, "easy")) == (japanese, easy)
    assert day(date.fromisoformat(value)) == japanese


def test_a_birthday_has_no_weekday() -> None:
    assert (birthday("1995-09-30"), birthday(date(1995, 9, 30), "easy")) == (
        "平成7年（1995年）9月30日",
        "1995年9月30日",
    )
    assert birthday("1995-09-30", "en") == day("1995-09-30", "en")


@pytest.mark.parametrize(
    ("year", "name"), [(2026, "令和8年度"), (2020, "令和2年度"), (2019, "平成31年度"), (1989, "平成元年度")]
)
def test_a_fiscal_year_has_the_era_of_its_first_day(year: int, name: str) -> None:
    assert fiscal_year(year) == name


@pytest.mark.parametrize(
    ("hour", "minute", "japanese", "easy"),
    [
        (6, 4, "15時04分", "午後3時04分"),
        (15, 0, "0時00分", "午前0時00分"),
        (3, 30, "12時30分", "午後0時30分"),
        (2, 59, "11時59分", "午前11時59分"),
    ],
)
def test_a_time_is_that_of_japan(hour: int, minute: int, japanese: str, easy: str) -> None:
    value = datetime(2026, 11, 20, hour, minute, tzinfo=UTC)
    assert (clock_time(value), clock_time(value, "easy")) == (japanese, easy)


def test_day_and_time_are_of_the_same_place() -> None:
    late = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert moment(late) == "令和8年（2026年）11月21日（土） 0時00分"
    assert moment(late, "easy") == "2026年11月21日（土曜日） 午前0時00分"


@given(st.dates(date(1873, 1, 1), date(2099, 12, 31)), st.sampled_from(["ja", "easy"]))
def test_the_western_year_month_and_day_are_in_every_day(value: date, language: str) -> None:
    text = day(value, language)
    assert f"{value.year}年" in text
    assert f"{value.month}月{value.day}日" in text
