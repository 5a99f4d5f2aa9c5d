from decimal import Decimal as Number
from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.decimal import Decimal, DecimalSettings
from tests.forms.fields.asking import ask, mistakes_of, shown, stored_value

AREA: dict[str, Any] = {"unit": "㎡", "places": 2, "max": 1000}
SETTINGS: tuple[dict[str, Any], ...] = (
    {}, AREA, {"min": "-5.5", "max": "0.5"}, {"min": "36.5", "max": "36.5"}, {"max": 10**12, "places": 6},
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("36.5", "36.5"), ("３６．５", "36.5"), ("三六・五", "36.5"), ("36。5", "36.5"), ("36.50", "36.5"), ("36.0", "36"),
        ("0", "0"), ("-0.0", "0"), ("007.10", "7.1"), ("1000", "1000"), ("50 ㎡", "50"), ("50.25平方メートル", "50.25"),
        ("0.05", "0.05"), ("1百", "100"),
    ],
)  # fmt: skip
def test_a_number_is_stored_as_text_without_zeros_that_say_nothing(typed: str, stored: str) -> None:
    assert stored_value("decimal", typed, AREA) == stored


def test_it_is_shown_in_groups_of_three_with_its_unit() -> None:
    assert shown("decimal", "1234.5", AREA) == "1,234.5㎡"
    assert shown("decimal", "-0.5") == "-0.5"


def test_rules_compute_with_all_its_places() -> None:
    assert Decimal().rule_value("0.1", DecimalSettings()) == Number("0.1")


@pytest.mark.parametrize(
    ("typed", "key", "arguments"),
    [
        ("かなり", "decimal.unclear", {}),
        ("1,5", "decimal.unclear", {}),
        ("1.234", "decimal.too_many_places", {"places": 2}),
        ("-0.01", "decimal.too_small", {"minimum": "0㎡"}),
        ("1000.01", "decimal.too_large", {"maximum": "1,000㎡"}),
        ("1." + "0" * 30 + "1", "decimal.too_many_places", {"places": 2}),
        ("9" * 41, "box.too_long", {"maximum": 40}),
    ],
)
def test_what_is_wrong_is_reported_and_nothing_is_rounded(typed: str, key: str, arguments: dict[str, Any]) -> None:
    parsed = ask("decimal", typed, AREA)
    assert mistakes_of(parsed) == [(key, "")]
    assert parsed.mistakes[0].arguments == arguments


def test_a_point_or_a_minus_can_be_typed_on_a_phone() -> None:
    keypads = [Decimal().parts(DecimalSettings(min=Number(least)))[0].inputmode for least in (0, -1)]
    assert keypads == ["decimal", ""]


@pytest.mark.parametrize(
    "given", [{"min": 3, "max": 2}, {"places": 0}, {"places": 7}, {"max": "NaN"}, {"max": "Infinity"}, {"max": "0.55"}]
)
def test_settings_that_make_no_sense_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DecimalSettings.model_validate(given)
