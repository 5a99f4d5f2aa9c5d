from datetime import date
from typing import Any

import pytest

from forms.fields.period import Period, PeriodSettings
from tests.forms.fields.asking import EASY, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({}, {"open": True})
FIRST = {"from_era": "reiwa", "from_year": "8", "from_month": "4", "from_day": "1"}
LAST = {"to_era": "western", "to_year": "2027", "to_month": "3", "to_day": "31"}
YEAR = {"from": "2026-04-01", "to": "2027-03-31"}


def test_both_days_are_stored_as_iso_8601() -> None:
    assert stored_value("period", {**FIRST, **LAST}) == YEAR
    assert stored_value("period", {"from_year": "R8/4/1", "to_year": "2027年3月31日"}) == YEAR


def test_one_day_is_a_period_too() -> None:
    assert stored_value("period", {"from_year": "2026-04-01", "to_year": "2026-04-01"})["to"] == "2026-04-01"


def test_a_period_that_ends_before_it_begins_is_reported_at_its_end() -> None:
    boxes = {"from_year": "2026-04-02", "to_year": "2026-04-01"}
    assert mistakes_of(ask("period", boxes)) == [("period.backwards", "to_year")]


def test_the_end_may_be_left_out_only_where_the_definition_says_so() -> None:
    assert stored_value("period", {**FIRST, "to_era": "reiwa"}, {"open": True}) == {"from": "2026-04-01"}
    assert mistakes_of(ask("period", FIRST)) == [("period.to_missing", "to_year")]
    assert mistakes_of(ask("period", LAST, {"open": True})) == [("period.from_missing", "from_year")]


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        ({"from_day": ""}, ("period.from_missing", "from_day")),
        ({"from_era": ""}, ("period.from_unclear", "from_year")),
        ({"from_month": "四"}, ("period.from_unclear", "from_month")),
        ({"from_year": "R8/4/1", "from_month": "5"}, ("period.from_unclear", "from_year")),
        ({"to_year": "27"}, ("period.to_unclear", "to_year")),
        ({"to_month": "2"}, ("period.to_no_such_day", "to_day")),
        ({"to_year": "2100"}, ("period.to_no_such_day", "to_year")),
        ({"to_year": "1" * 41}, ("box.too_long", "to_year")),
    ],
)
def test_the_sentence_says_which_day_and_the_box_which_part(boxes: dict[str, str], expected: tuple[str, str]) -> None:
    assert mistakes_of(ask("period", {**FIRST, **LAST, **boxes})) == [expected]


def test_what_is_wrong_with_both_days_is_reported_at_once() -> None:
    boxes = {"from_year": "2026-02-30", "to_year": "いつか"}
    assert mistakes_of(ask("period", boxes)) == [
        ("period.from_no_such_day", "from_day"),
        ("period.to_unclear", "to_year"),
    ]


def test_a_period_is_shown_with_both_days_or_as_going_on() -> None:
    assert shown("period", YEAR) == "令和8年（2026年）4月1日から令和9年（2027年）3月31日まで"
    assert shown("period", {"from": "2026-04-01"}, {"open": True}) == "令和8年（2026年）4月1日から（続いている）"
    assert shown("period", YEAR, speech=EASY) == "2026年4月1日から 2027年3月31日まで"


def test_rules_see_its_days() -> None:
    period, settings = Period(), PeriodSettings(open=True)
    assert period.rule_parts(settings).keys() == {"first", "last"}
    assert period.rule_part(YEAR, "first", settings) == date(2026, 4, 1)
    assert period.rule_part(YEAR, "last", settings) == date(2027, 3, 31)
    with pytest.raises(KeyError):
        period.rule_part({"from": "2026-04-01"}, "last", settings)


def test_cells_give_the_interval_and_its_days() -> None:
    assert Period().cells(YEAR, PeriodSettings()) == {"": "2026-04-01/2027-03-31", **YEAR}
    assert Period().cells({"from": "2026-04-01"}, PeriodSettings(open=True))[""] == "2026-04-01/.."
