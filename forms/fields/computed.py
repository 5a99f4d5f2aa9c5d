from collections.abc import Callable, Mapping
from decimal import Decimal as Number
from typing import Any, Literal, Self

from pydantic import StrictBool, model_validator

from forms.definition.field import FieldSettings, FieldType, Unasked, Value
from forms.fields.date import Date
from forms.fields.decimal import Decimal
from forms.fields.money import Money
from forms.fields.text import Text
from forms.fields.year_month import YearMonth
from forms.fields.yes_no import YesNo
from forms.rules.types import Type
from forms.text.speech import Speech

# A computed value has the format of an answer of this type.
_LIKE: Mapping[str, FieldType] = {
    "number": Decimal(),
    "money": Money(),
    "date": Date(),
    "month": YearMonth(),
    "text": Text(),
    "yes_no": YesNo(),
}


class ComputedSettings(FieldSettings):
    """`hidden`: on no page and paper, neither stored nor exported. `exported`: hidden from people only."""

    of: Literal["number", "money", "date", "month", "text", "yes_no"]
    hidden: StrictBool = False
    exported: StrictBool = False

    @model_validator(mode="after")
    def needs_hidden(self) -> Self:
        if self.exported and not self.hidden:
            raise ValueError("what is shown is exported anyway: leave `exported` out, or write `hidden: true` too")
        return self

    @property
    def like(self) -> FieldType:
        return _LIKE[self.of]


class Computed(Unasked):
    id = "computed"
    control = "computed"
    repeated = True
    Settings = ComputedSettings

    def stored_of(self, computed: Any, settings: ComputedSettings) -> Value:
        if settings.of == "month":
            year, month = computed
            return f"{year:04}-{month:02}"
        # Text, like answers of `decimal`, so that no float rounds it.
        return f"{Number(computed):f}" if settings.of == "number" else super().stored_of(computed, settings)

    def show(self, value: Value, settings: ComputedSettings, speech: Speech, path: str) -> str:
        return settings.like.show(value, settings.like.Settings(), speech, path)

    def rule_type(self, settings: ComputedSettings) -> Type:
        return settings.like.rule_type(settings.like.Settings())

    def rule_value(self, value: Value, settings: ComputedSettings) -> object:
        return settings.like.rule_value(value, settings.like.Settings())

    def json_schema(self, settings: ComputedSettings) -> dict[str, Any]:
        return settings.like.json_schema(settings.like.Settings())

    def cells(self, value: Value, settings: ComputedSettings) -> dict[str, str]:
        return settings.like.cells(value, settings.like.Settings())

    def cell(self, suffix: str, settings: ComputedSettings) -> Callable[[Value], str]:
        return settings.like.cell(suffix, settings.like.Settings())

    def columns(self, settings: ComputedSettings) -> tuple[tuple[str, str], ...]:
        return settings.like.columns(settings.like.Settings())
