from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.mistakes import Mistake
from forms.numbers.calendar import FIRST_DAY, era_of, in_both_calendars
from forms.numbers.partial_day import PartialDay, month_of, year_of
from forms.text.written_day import LAST_DAY, read_day, read_days, read_month

BIRTHDAY = date(1955, 4, 2)


@pytest.mark.parametrize(
    ("era", "year"),
    [
        ("showa", "30"), ("showa", "３０"), ("showa", "30年"), ("", "S30"), ("", "s30"), ("", "Ｓ３０"), ("", "昭和30"),
        ("", "昭和 30 年"), ("", "昭30"), ("", "㍼30"), ("", "1955"), ("western", "1955年"), ("", "西暦1955"),
        ("reiwa", "1955"), ("reiwa", "S30"), ("reiwa", "昭和1955年"),
    ],
)  # fmt: skip
def test_a_year_is_read_however_it_is_written(era: str, year: str) -> None:
    assert read_day(era, year, "4", "2") == BIRTHDAY
    assert read_day(era, year, "０４月", "2 日") == BIRTHDAY


@pytest.mark.parametrize(
    "written",
    [
        "S30/4/2", "S30.4.2", "ｓ30-04-02", "昭和30年4月2日", "昭和30年 4月 2日", "昭和３０年４月２日",
        "1955-04-02", "1955/4/2", "1955年4月2日", "西暦1955年4月2日", "S300402", "19550402", "S30・4・2", "1955−04−02",
    ],
)  # fmt: skip
def test_a_whole_date_may_be_in_the_box_of_the_year(written: str) -> None:
    assert read_day("", written, "", "") == BIRTHDAY
    assert read_day("reiwa", written, "4", "02") == BIRTHDAY
    assert read_day("", written, "5", "") == Mistake("date.twice", "year")
    assert read_day("", written, "", "四") == Mistake("date.twice", "year")


def test_six_figures_are_a_date_of_the_chosen_era() -> None:
    assert read_day("showa", "300402", "", "") == BIRTHDAY
    assert read_day("", "300402", "", "") == Mistake("date.era_missing", "year")


@pytest.mark.parametrize("first", ["元", "1", "元年", "１", "01"])
def test_the_first_year_has_two_names(first: str) -> None:
    assert read_day("reiwa", first, "5", "1") == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        (("meiji", "45"), ("taisho", "元"), date(1912, 7, 30)),
        (("taisho", "15"), ("showa", "元"), date(1926, 12, 25)),
        (("showa", "64"), ("heisei", "元"), date(1989, 1, 8)),
        (("heisei", "31"), ("reiwa", "元"), date(2019, 5, 1)),
    ],
)
def test_on_the_first_day_of_an_era_both_names_hold_and_the_day_before_only_the_old_one(
    old: tuple[str, str], new: tuple[str, str], day: date
) -> None:
    before = day - timedelta(days=1)
    assert read_day(*old, str(day.month), str(day.day)) == read_day(*new, str(day.month), str(day.day)) == day
    assert read_day(*old, str(before.month), str(before.day)) == before
    parsed = read_day(*new, str(before.month), str(before.day))
    assert isinstance(parsed, Mistake)
    assert parsed.key == "date.before_era"
    assert (parsed.arguments["year"], parsed.arguments["month"], parsed.arguments["day"]) == (
        day.year,
        day.month,
        day.day,
    )


@pytest.mark.parametrize(
    ("era", "year", "western"), [("heisei", "35", 2023), ("showa", "99", 2024), ("meiji", "46", 1913)]
)
def test_a_year_past_the_end_of_its_era_is_counted_on(era: str, year: str, western: int) -> None:
    assert read_day(era, year, "4", "1") == date(western, 4, 1)


@pytest.mark.parametrize(
    ("boxes", "key", "part"),
    [
        (("", "", "4", "2"), "date.year_missing", "year"),
        (("showa", "30", "", "2"), "date.month_missing", "month"),
        (("showa", "30", "4", ""), "date.day_missing", "day"),
        (("showa", "三十", "4", "2"), "date.year_unclear", "year"),
        (("showa", "155", "4", "2"), "date.year_unclear", "year"),
        (("showa", "0", "4", "2"), "date.year_unclear", "year"),
        (("showa", "S30/4", "4", "2"), "date.year_unclear", "year"),
        (("showa", "٣٠", "4", "2"), "date.year_unclear", "year"),
        (("showa", "30", "四", "2"), "date.month_unclear", "month"),
        (("showa", "30", "4", "2.5"), "date.day_unclear", "day"),
        (("", "30", "4", "2"), "date.era_missing", "year"),
        (("", "元", "4", "2"), "date.era_missing", "year"),
        (("keio", "30", "4", "2"), "date.era_missing", "year"),
        (("western", "30", "4", "2"), "date.western_year_short", "year"),
        (("showa", "西暦30", "4", "2"), "date.western_year_short", "year"),
        (("showa", "30", "13", "2"), "date.no_such_day", "day"),
        (("showa", "30", "2", "29"), "date.no_such_day", "day"),
        (("", "19550431", "", ""), "date.no_such_day", "day"),
        (("meiji", "5", "12", "31"), "date.out_of_range", "year"),
        (("", "2100", "1", "1"), "date.out_of_range", "year"),
    ],
)
def test_what_is_wrong_is_reported_at_its_box(boxes: tuple[str, str, str, str], key: str, part: str) -> None:
    parsed = read_day(*boxes)
    assert isinstance(parsed, Mistake)
    assert (parsed.key, parsed.part) == (key, part)


@given(st.dates(FIRST_DAY, LAST_DAY))
@settings(derandomize=True)
def test_what_is_shown_can_be_typed_again(day: date) -> None:
    japanese = in_both_calendars(day)
    year = day.year - era_of(day).before_first_year
    assert read_day("", f"{japanese.split('（')[0]}{day.month}月{day.day}日", "", "") == day
    assert read_day(era_of(day).id, str(year), str(day.month), str(day.day)) == day
    assert read_day("", day.isoformat(), "", "") == day


@pytest.mark.parametrize(
    ("boxes", "unknown", "days"),
    [
        (("showa", "24", "4", ""), "day", month_of(1949, 4)),
        (("", "昭和24年4月", "", ""), "day", month_of(1949, 4)),
        (("", "S24/4", "4", "3"), "day", PartialDay(date(1949, 4, 3), date(1949, 4, 3))),
        (("", "1949-04", "", ""), "month", month_of(1949, 4)),
        (("showa", "24", "", ""), "month", year_of(1949)),
        (("showa", "24", "4", ""), "month", month_of(1949, 4)),
        (("showa", "24", "4", "3"), "month", PartialDay(date(1949, 4, 3), date(1949, 4, 3))),
        (("", "S24/4/3", "", ""), "month", PartialDay(date(1949, 4, 3), date(1949, 4, 3))),
        (("heisei", "元", "1", ""), "day", month_of(1989, 1)),  # the era began on the 8th
        (("meiji", "6", "", ""), "month", year_of(1873)),
    ],
)
def test_a_box_may_be_empty_where_that_much_may_be_unknown(
    boxes: tuple[str, str, str, str], unknown: str, days: PartialDay
) -> None:
    assert read_days(*boxes, unknown=unknown) == days


@pytest.mark.parametrize(
    ("boxes", "unknown", "key", "part"),
    [
        (("showa", "24", "", ""), "day", "date.month_missing", "month"),
        (("showa", "24", "", "3"), "month", "date.month_missing", "month"),
        (("showa", "24", "4", "x"), "day", "date.day_unclear", "day"),
        (("showa", "24", "13", ""), "day", "date.month_unclear", "month"),
        (("", "S24/4", "5", ""), "day", "date.twice", "year"),
        (("", "S24/4", "", ""), "", "date.year_unclear", "year"),
        (("heisei", "元", "0", ""), "month", "date.month_unclear", "month"),
        (("reiwa", "元", "4", ""), "day", "date.before_era", "year"),
        (("meiji", "5", "", ""), "month", "date.out_of_range", "year"),
        (("", "2100", "1", ""), "day", "date.out_of_range", "year"),
    ],
)
def test_no_more_than_that_may_be_empty(boxes: tuple[str, str, str, str], unknown: str, key: str, part: str) -> None:
    parsed = read_days(*boxes, unknown=unknown)
    assert isinstance(parsed, Mistake)
    assert (parsed.key, parsed.part) == (key, part)


@pytest.mark.parametrize(
    "boxes",
    [
        ("showa", "30", "4"), ("", "S30/4", ""), ("", "昭和30年4月", "４月"), ("", "1955-04", ""), ("", "195504", ""),
        ("reiwa", "1955/4", "4"), ("showa", "30年4月", ""), ("", "1955年", "04"),
        ("", "S30/4/2", ""),
    ],
)  # fmt: skip
def test_a_month_is_read_however_it_is_written(boxes: tuple[str, str, str]) -> None:
    assert read_month(*boxes) == month_of(1955, 4)


@pytest.mark.parametrize(
    ("boxes", "key", "part"),
    [
        (("", "195504", "5"), "date.month_twice", "year"),
        (("", "195513", ""), "date.month_unclear", "month"),
        (("", "S30", ""), "date.month_missing", "month"),
        (("", "", "4"), "date.year_missing", "year"),
        (("", "30", "4"), "date.era_missing", "year"),
        (("", "S30/4/2", "5"), "date.twice", "year"),
    ],
)
def test_what_is_wrong_with_a_month_is_reported_at_its_box(boxes: tuple[str, str, str], key: str, part: str) -> None:
    parsed = read_month(*boxes)
    assert isinstance(parsed, Mistake)
    assert (parsed.key, parsed.part) == (key, part)
