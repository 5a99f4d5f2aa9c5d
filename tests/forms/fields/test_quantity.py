from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.quantity import Quantity, QuantitySettings
from tests.forms.fields.asking import EASY, ask, mistakes_of, shown, stored_value

COPIES: dict[str, Any] = {"unit": "通", "price": 300, "max": 10}
SETTINGS: tuple[dict[str, Any], ...] = (COPIES, {"unit": "枚", "price": 0, "min": 0}, {"unit": "個", "price": 1500})


@pytest.mark.parametrize("typed", ["2", "２通", "二", "2部", " 2 枚 "])
def test_the_count_is_stored(typed: str) -> None:
    assert stored_value("quantity", typed, COPIES) == 2


def test_it_is_shown_with_what_it_costs() -> None:
    assert shown("quantity", 2, COPIES) == "2通（600円）"
    assert shown("quantity", 10, {"unit": "個", "price": 1500}, EASY) == "10個（15,000円）"
    assert Quantity().cells(2, QuantitySettings.model_validate(COPIES)) == {"": "2"}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("たくさん", "quantity.unclear"),
        ("2個", "quantity.unclear"),
        ("1.5", "quantity.not_whole"),
        ("0", "quantity.too_small"),
        ("11", "quantity.too_large"),
    ],
)
def test_what_is_wrong_is_reported(typed: str, key: str) -> None:
    assert mistakes_of(ask("quantity", typed, COPIES)) == [(key, "")]


@pytest.mark.parametrize(
    "given", [{}, {"unit": "通"}, {"price": 300}, {"unit": "通", "price": -1}, {"unit": "", "price": 1}]
)
def test_a_unit_and_its_price_must_be_named(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        QuantitySettings.model_validate(given)
