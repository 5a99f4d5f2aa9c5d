"""A decimal, stored as text to avoid rounding."""

import random
from decimal import Decimal as Number
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from forms.definition.boxes import ReadLine
from forms.definition.field import FieldSettings, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.rules.types import NUMBER, Type
from forms.text.speech import Speech
from forms.text.written_number import counters, read_number

_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")

_Bound = Annotated[Number, Field(ge=-(10**12), le=10**12, allow_inf_nan=False)]


class DecimalSettings(FieldSettings):
    """Inclusive texts ("0.5"). More than `places` decimals are a mistake, never rounded."""

    min: _Bound = Number(0)
    max: _Bound = Number(999_999)
    places: Annotated[int, Field(ge=1, le=6)] = 1
    unit: str = ""

    @model_validator(mode="after")
    def some_number(self) -> Self:
        if self.min > self.max:
            raise ValueError("min is above max: no number fits")
        if any(_more_places(bound, self.places) for bound in (self.min, self.max)):
            raise ValueError("min and max may have no more decimal places than `places`")
        return self


class Decimal(ReadLine):
    """Stored without trailing zeros: "36.5", "37"."""

    id = "decimal"
    Settings = DecimalSettings

    def parts(self, settings: DecimalSettings) -> tuple[Part, ...]:
        width = max(len(f"{bound:,f}") for bound in (settings.min, settings.max)) + 1 + settings.places
        return (Part("", inputmode="decimal" if settings.min >= 0 else "", width=width),)

    def read(self, typed: str, settings: DecimalSettings) -> Parsed:
        number = read_number(typed, counters(settings.unit))
        if number is None:
            return Parsed(mistakes=(Mistake("decimal.unclear"),))
        mistakes = _unfit(number, settings)
        return Parsed(mistakes=mistakes) if mistakes else Parsed(_stored(number))

    def show(self, value: Value, settings: DecimalSettings, speech: Speech, path: str) -> str:
        return speech.amount(f"{Number(value):,f}", f"{path}.unit", settings.unit)

    def rule_type(self, settings: DecimalSettings) -> Type:
        return NUMBER

    def rule_value(self, value: Value, settings: DecimalSettings) -> object:
        return Number(value)

    def json_schema(self, settings: DecimalSettings) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^-?(0|[1-9][0-9]*)(\.[0-9]{{0,{settings.places - 1}}}[1-9])?$"}

    def good(self, settings: DecimalSettings, source: random.Random) -> Raw:
        step = Number(1).scaleb(-settings.places)
        steps = int((settings.max - settings.min) / step)
        number = settings.min + step * source.randint(0, steps)
        ways = (str(number), f"{number:,f}", str(number).translate(_WIDE), f"{number:f} {settings.unit}")
        return {"": (source.choice(ways),)}

    def bad(self, settings: DecimalSettings, source: random.Random) -> tuple[Raw, str]:
        beyond = f"{settings.min:f}".partition(".")[0]
        text, flaw = source.choice(
            (
                ("かなり", "unclear"),
                ("1.2.3", "unclear"),
                (f"{beyond}.{'0' * settings.places}1", "too_many_places"),
                (f"{settings.min - 1:f}", "too_small"),
                (f"{settings.max + 1:,f}{settings.unit}", "too_large"),
            )
        )
        return {"": (text,)}, f"decimal.{flaw}"


def _unfit(number: Number, settings: DecimalSettings) -> tuple[Mistake, ...]:
    if _more_places(number, settings.places):
        return (Mistake("decimal.too_many_places", arguments={"places": settings.places}),)
    if number < settings.min:
        return (Mistake("decimal.too_small", arguments={"minimum": f"{settings.min:,f}{settings.unit}"}),)
    if number > settings.max:
        return (Mistake("decimal.too_large", arguments={"maximum": f"{settings.max:,f}{settings.unit}"}),)
    return ()


def _more_places(number: Number, places: int) -> bool:
    _, _, decimals = f"{number:f}".partition(".")
    return len(decimals.rstrip("0")) > places


def _stored(number: Number) -> str:
    integer, _, decimals = f"{number:f}".partition(".")
    return ".".join(filter(None, (integer, decimals.rstrip("0"))))
