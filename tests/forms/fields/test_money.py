from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.money import Money, MoneySettings
from forms.rules.types import MONEY
from tests.forms.fields.asking import ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({}, {"min": 1000, "max": 2000}, {"min": -1_000_000})


@pytest.mark.parametrize(
    "typed",
    ["35000", "35,000", "３５，０００円", "¥35,000", "￥35000－", "3万5千円", "三万五千", "金35,000円也", "35 000"],
)
def test_an_amount_is_read_however_it_is_written(typed: str) -> None:
    assert stored_value("money", typed) == 35_000


def test_it_is_shown_as_on_paper_and_exported_as_digits() -> None:
    assert shown("money", 35_000) == "35,000円"
    assert shown("money", 0) == "0円"
    assert Money().cells(35_000, MoneySettings()) == {"": "35000"}


def test_rules_know_it_as_money() -> None:
    assert Money().rule_type(MoneySettings()) == MONEY


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("なし", "money.unclear"),
        ("100ドル", "money.unclear"),
        ("0.5", "money.not_whole"),
        ("△1", "money.too_small"),
        ("1兆円", "money.too_large"),
    ],
)
def test_what_is_wrong_is_reported(typed: str, key: str) -> None:
    assert mistakes_of(ask("money", typed)) == [(key, "")]


def test_the_bound_is_reported_in_yen() -> None:
    assert ask("money", "1000", {"max": 999}).mistakes[0].arguments == {"maximum": "999円"}


def test_a_loss_is_an_amount_where_the_definition_allows() -> None:
    assert stored_value("money", "△1,000円", {"min": -5000}) == -1000


def test_money_is_yen() -> None:
    with pytest.raises(ValidationError):
        MoneySettings.model_validate({"unit": "ドル"})
