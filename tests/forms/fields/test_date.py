from typing import Any

import pytest

from forms.fields.date import Date, DateSettings
from forms.numbers.partial_day import month_of, year_of
from tests.forms.fields.asking import EASY, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({}, {"unknown": "day"}, {"unknown": "month"})


def test_a_day_is_stored_as_iso_8601() -> None:
    assert stored_value("date", {"era": "showa", "year": "30", "month": "4", "day": "2"}) == "1955-04-02"


def test_japanese_readers_see_both_calendars_and_others_the_western_one() -> None:
    assert shown("date", "1955-04-02") == "昭和30年（1955年）4月2日"
    assert shown("date", "1955-04-02", speech=EASY) == "1955年4月2日"


def test_an_era_alone_is_no_answer() -> None:
    assert ask("date", {"era": "showa"}).empty


def test_mistakes_are_at_their_box() -> None:
    assert mistakes_of(ask("date", {"era": "showa", "year": "30", "month": "", "day": "2"})) == [
        ("date.month_missing", "month")
    ]
    assert mistakes_of(ask("date", {"year": "1" * 41, "month": "\x07"})) == [
        ("box.too_long", "year"),
        ("box.unusable_sign", "month"),
    ]


def test_a_day_past_the_end_of_its_era_is_shown_in_the_right_one() -> None:
    stored = stored_value("date", {"era": "heisei", "year": "35", "month": "4", "day": "1"})
    assert shown("date", stored) == "令和5年（2023年）4月1日"


def test_a_day_that_is_ticked_as_unknown_is_stored_as_its_month() -> None:
    typed = {"era": "showa", "year": "24", "month": "4", "day": "", "unknown": "yes"}
    assert stored_value("date", typed, {"unknown": "day"}) == "1949-04"
    assert shown("date", "1949-04", {"unknown": "day"}) == "昭和24年（1949年）4月（日は不明）"
    assert shown("date", "1949-04", {"unknown": "day"}, EASY) == "1949年4月（日（ひ）は わかりません）"


def test_a_month_that_is_ticked_as_unknown_is_stored_as_its_year() -> None:
    typed = {"year": "S24", "unknown": "yes"}
    assert stored_value("date", typed, {"unknown": "month"}) == "1949"
    assert stored_value("date", {**typed, "month": "4"}, {"unknown": "month"}) == "1949-04"
    assert shown("date", "1949", {"unknown": "month"}) == "昭和24年（1949年）（月日は不明）"
    assert shown("date", "1949", {"unknown": "month"}, EASY) == "1949年（月（つき）と 日（ひ）は わかりません）"


def test_a_whole_day_wins_over_the_tick() -> None:
    typed = {"year": "1949", "month": "4", "day": "3", "unknown": "yes"}
    assert stored_value("date", typed, {"unknown": "day"}) == "1949-04-03"


@pytest.mark.parametrize(
    ("unknown", "boxes", "expected"),
    [
        ("day", {"month": "4"}, ("date.tick_day_unknown", "day")),
        ("day", {}, ("date.month_missing", "month")),
        ("day", {"unknown": "yes"}, ("date.month_missing", "month")),
        ("month", {"month": "4"}, ("date.tick_month_unknown", "day")),
        ("month", {}, ("date.tick_month_unknown", "month")),
        ("month", {"day": "3", "unknown": "yes"}, ("date.month_missing", "month")),
        ("month", {"month": "4", "day": "x"}, ("date.day_unclear", "day")),
        ("", {"month": "4", "unknown": "yes"}, ("date.day_missing", "day")),
    ],
)
def test_an_empty_box_without_the_tick_is_reported(
    unknown: str, boxes: dict[str, str], expected: tuple[str, str]
) -> None:
    assert mistakes_of(ask("date", {"year": "1949", **boxes}, {"unknown": unknown})) == [expected]


def test_a_tick_alone_is_no_answer() -> None:
    assert ask("date", {"unknown": "yes", "era": "showa"}, {"unknown": "day"}).empty


def test_rules_see_all_the_days_it_may_be() -> None:
    settings = DateSettings(unknown="month")
    assert Date().rule_value("1949-04", settings) == month_of(1949, 4)
    assert Date().rule_value("1949", settings) == year_of(1949)
