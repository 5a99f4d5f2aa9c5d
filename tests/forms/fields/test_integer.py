from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.integer import Integer, IntegerSettings
from tests.forms.fields.asking import ask, mistakes_of, shown, stored_value

PEOPLE: dict[str, Any] = {"unit": "人", "max": 20}
SETTINGS: tuple[dict[str, Any], ...] = (
    {}, PEOPLE, {"unit": "歳", "min": 1, "max": 120}, {"min": -10_000, "max": -5}, {"min": 7, "max": 7},
    {"min": -(10**15), "max": 10**15},
)  # fmt: skip


@pytest.mark.parametrize("typed", ["3", "３", "三", "③", " 3 人", "３名", "3人", "03"])
def test_a_count_is_read_however_it_is_written(typed: str) -> None:
    assert stored_value("integer", typed, PEOPLE) == 3


def test_zero_is_an_answer() -> None:
    assert stored_value("integer", "0", PEOPLE) == 0
    assert shown("integer", 0, PEOPLE) == "0人"


def test_it_is_shown_in_groups_of_three_with_its_unit() -> None:
    assert shown("integer", 1_234_567, {"unit": "㎡"}) == "1,234,567㎡"
    assert shown("integer", -1234) == "-1,234"


def test_a_year_is_not_grouped() -> None:
    years = {"unit": "年度", "min": 2024, "max": 2100}
    assert shown("integer", 2026, years) == "2026年度"
    assert ask("integer", "2101", years).mistakes[0].arguments == {"maximum": "2100年度"}


@pytest.mark.parametrize(
    ("typed", "key", "arguments"),
    [
        ("おおぜい", "integer.unclear", {}),
        ("3日", "integer.unclear", {}),
        ("1.5", "integer.not_whole", {}),
        ("-1", "integer.too_small", {"minimum": "0人"}),
        ("21人", "integer.too_large", {"maximum": "20人"}),
        ("1" * 41, "box.too_long", {"maximum": 40}),
    ],
)
def test_what_is_wrong_is_reported_with_the_bound(typed: str, key: str, arguments: dict[str, Any]) -> None:
    parsed = ask("integer", typed, PEOPLE)
    assert mistakes_of(parsed) == [(key, "")]
    assert parsed.mistakes[0].arguments == arguments


def test_bounds_are_allowed_themselves() -> None:
    for typed in ("1", "120"):
        assert stored_value("integer", typed, {"min": 1, "max": 120}) == int(typed)


def test_a_minus_can_be_typed_on_a_phone_where_it_is_needed() -> None:
    keypads = [Integer().parts(IntegerSettings(min=least))[0].inputmode for least in (0, -1)]
    assert keypads == ["numeric", ""]


@pytest.mark.parametrize("given", [{"min": 3, "max": 2}, {"max": 10**16}, {"min": "few"}, {"most": 3}])
def test_settings_that_make_no_sense_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        IntegerSettings.model_validate(given)
