from typing import Any

import pytest

from forms.fields.year_month import YearMonth
from tests.forms.fields.asking import EASY, PLAIN, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)


@pytest.mark.parametrize(
    "boxes",
    [
        {"era": "showa", "year": "30", "month": "4"},
        {"era": "showa", "year": "３０年", "month": "４月"},
        {"year": "S30", "month": "4"},
        {"year": "昭和30年4月"},
        {"year": "1955-04"},
        {"year": "195504"},
        {"era": "western", "year": "1955/4/2"},
    ],
)
def test_a_month_is_stored_as_iso_8601_however_it_is_written(boxes: dict[str, str]) -> None:
    assert stored_value("year_month", boxes) == "1955-04"


def test_japanese_readers_see_both_calendars_and_others_the_western_one() -> None:
    assert shown("year_month", "1955-04") == "昭和30年（1955年）4月"
    assert shown("year_month", "1955-04", speech=EASY) == "1955年4月"


def test_an_era_alone_is_no_answer() -> None:
    assert ask("year_month", {"era": "showa"}).empty


def test_mistakes_are_at_their_box() -> None:
    assert mistakes_of(ask("year_month", {"era": "showa", "year": "30", "month": "0"})) == [
        ("date.month_unclear", "month")
    ]
    assert mistakes_of(ask("year_month", {"year": "1" * 41, "month": "\x07"})) == [
        ("box.too_long", "year"),
        ("box.unusable_sign", "month"),
    ]


def test_months_are_in_order_for_rules() -> None:
    stored = ["1999-12", "2025-02", "2025-11", "2026-01"]
    values: list[Any] = [YearMonth().rule_value(value, PLAIN) for value in stored]
    assert values == sorted(values)
    assert values[1] == (2025, 2)
