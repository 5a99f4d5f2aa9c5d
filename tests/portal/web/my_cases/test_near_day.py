"""Dates near today are shown without their year, others with it."""

from datetime import UTC, date, datetime

import pytest

from portal.web.my_cases.near_day import near_day, near_moment, near_time

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("value", "japanese", "easy"),
    [
        ("2026-12-04", "12月4日（金）", "12月4日（金曜日）"),
        ("2027-01-08", "1月8日（金）", "1月8日（金曜日）"),
        ("2026-06-23", "6月23日（火）", "6月23日（火曜日）"),
        ("2026-06-22", "令和8年（2026年）6月22日（月）", "2026年6月22日（月曜日）"),
        ("2027-04-20", "令和9年（2027年）4月20日（火）", "2027年4月20日（火曜日）"),
    ],
)
def test_the_year_is_stated_only_of_days_far_off(value: str, japanese: str, easy: str) -> None:
    assert near_day(value, TODAY) == japanese
    assert near_day(date.fromisoformat(value), TODAY, "easy") == easy


def test_a_moment_of_a_list_is_short_too() -> None:
    assert near_moment(datetime(2026, 11, 19, 16, 4, tzinfo=UTC), TODAY) == "11月20日（金） 1時04分"


def test_an_hour_of_another_day_has_its_day() -> None:
    assert near_time(datetime(2026, 11, 19, 16, 4, tzinfo=UTC), date(2026, 11, 20)) == "1時04分"
    assert near_time(datetime(2026, 11, 20, 16, 4, tzinfo=UTC), date(2026, 11, 20)) == "11月21日（土） 1時04分"
