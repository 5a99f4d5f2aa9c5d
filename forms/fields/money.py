"""Whole yen, in notations of papers too (¥35,000-, 3万5千円)."""

from decimal import Decimal
from typing import Any, Literal

from forms.fields.integer import Bound, Integer, IntegerSettings
from forms.rules.types import MONEY, Type
from forms.text.written_number import read_yen


class MoneySettings(IntegerSettings):
    """A loss needs a negative `min`."""

    max: Bound = 999_999_999_999
    unit: Literal["円"] = "円"


class Money(Integer):
    id = "money"
    repeated = True
    Settings = MoneySettings

    def number(self, typed: str, settings: Any) -> Decimal | None:
        return read_yen(typed)

    def rule_type(self, settings: Any) -> Type:
        return MONEY
