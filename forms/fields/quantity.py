"""A number of items with a price; only the count is stored."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from forms.definition.field import Value
from forms.fields.integer import Bound, Integer, IntegerSettings
from forms.text.speech import Speech


class QuantitySettings(IntegerSettings):
    """`price` in yen per `unit`."""

    min: Bound = 1
    max: Bound = 99
    unit: Annotated[str, StringConstraints(min_length=1)]
    price: Annotated[int, Field(ge=0, le=10**9)]


class Quantity(Integer):
    id = "quantity"
    repeated = True
    Settings = QuantitySettings

    def show(self, value: Value, settings: Any, speech: Speech, path: str) -> str:
        count = super().show(value, settings, speech, path)
        return speech.message("quantity.shown", count=count, total=f"{value * settings.price:,}")
