"""How many of something that has a price. Stored as the count; what is to be paid is computed by rules elsewhere."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from forms.field import Value
from forms.fields.integer import Bound, Integer, IntegerSettings
from forms.speech import Speech


class QuantitySettings(IntegerSettings):
    """`price` of one `unit` in yen, said behind the box."""

    min: Bound = 1
    max: Bound = 99
    unit: Annotated[str, StringConstraints(min_length=1)]
    price: Annotated[int, Field(ge=0, le=10**9)]


class Quantity(Integer):
    id = "quantity"
    Settings = QuantitySettings

    def show(self, value: Value, settings: Any, speech: Speech, path: str) -> str:
        """2通（600円）"""
        count = super().show(value, settings, speech, path)
        return speech.message("quantity.shown", count=count, total=f"{value * settings.price:,}")
