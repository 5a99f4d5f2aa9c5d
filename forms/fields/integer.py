"""A whole number in any common notation."""

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from forms.definition.boxes import box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Argument, Mistake
from forms.path.environment import Environment
from forms.rules.types import NUMBER, Type
from forms.text.speech import Speech
from forms.text.written_number import counters, read_number

_MAXIMUM = 40  # characters
# Up to 11 numbers all have buttons, up to 22 the lower half has, since few people have many children; for longer
# ranges (days of a month) most answers would have no button.
_BUTTONS = 11
_YEARS = ("年", "年度")  # 2026年度, not 2,026年度
_KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
_WIDE = str.maketrans("0123456789,", "０１２３４５６７８９，")

# JSON readers represent integers exactly up to 2^53.
Bound = Annotated[int, Field(ge=-(10**15), le=10**15)]


class IntegerSettings(FieldSettings):
    """Inclusive."""

    min: Bound = 0
    max: Bound = 999_999_999
    unit: str = ""

    @model_validator(mode="after")
    def some_number(self) -> Self:
        if self.min > self.max:
            raise ValueError("min is above max: no number fits")
        return self


class Integer(FieldType):
    """Subclasses have their own message keys: `<id>.unclear`."""

    id = "integer"
    control = "line"
    Settings: ClassVar[type[FieldSettings]] = IntegerSettings

    def parts(self, settings: Any) -> tuple[Part, ...]:
        return (figure_box("", settings),)

    def parse(self, raw: Raw, settings: Any, environment: Environment) -> Parsed:
        typed = box(raw)
        mistakes = flaws(typed, "", _MAXIMUM)
        if mistakes or not typed:
            return Parsed(mistakes=mistakes)
        return whole(self.number(typed, settings), settings, self.id)

    def number(self, typed: str, settings: Any) -> Decimal | None:
        return read_number(typed, counters(settings.unit))

    def show(self, value: Value, settings: Any, speech: Speech, path: str) -> str:
        return speech.amount(_figure(value, settings), f"{path}.unit", settings.unit)

    def typed(self, value: Value, settings: Any) -> Raw:
        return {"": (str(value),)}

    def presses(self, settings: Any) -> Mapping[str, Raw]:
        numbers = range(settings.min, settings.max + 1)
        return (
            {str(number): {"": (str(number),)} for number in numbers[:_BUTTONS]} if len(numbers) <= 2 * _BUTTONS else {}
        )

    def rule_type(self, settings: Any) -> Type:
        return NUMBER

    def json_schema(self, settings: Any) -> dict[str, Any]:
        return {"type": "integer", "minimum": settings.min, "maximum": settings.max}

    def cells(self, value: Value, settings: Any) -> dict[str, str]:
        return {"": str(value)}

    def columns(self, settings: Any) -> tuple[tuple[str, str], ...]:
        return (("", "column.value"),)

    def good(self, settings: Any, source: random.Random) -> Raw:
        return {"": (good_figure(settings, source),)}

    def bad(self, settings: Any, source: random.Random) -> tuple[Raw, str]:
        text, flaw = bad_figure(settings, source)
        return {"": (text,)}, f"{self.id}.{flaw}"


def _figure(number: int, settings: IntegerSettings) -> str:
    return str(number) if settings.unit in _YEARS else f"{number:,}"


def figure_box(name: str, settings: IntegerSettings, label: str = "") -> Part:
    width = max(len(f"{settings.min:,}"), len(f"{settings.max:,}"))
    return Part(name, label, inputmode="numeric" if settings.min >= 0 else "", width=width)


def whole(
    number: Decimal | None, settings: IntegerSettings, kind: str, part: str = "", **arguments: Argument
) -> Parsed:
    if number is None:
        return Parsed(mistakes=(Mistake(f"{kind}.unclear", part, arguments),))
    if number != number.to_integral_value():
        return Parsed(mistakes=(Mistake(f"{kind}.not_whole", part, arguments),))
    if number < settings.min:
        arguments["minimum"] = f"{_figure(settings.min, settings)}{settings.unit}"
        return Parsed(mistakes=(Mistake(f"{kind}.too_small", part, arguments),))
    if number > settings.max:
        arguments["maximum"] = f"{_figure(settings.max, settings)}{settings.unit}"
        return Parsed(mistakes=(Mistake(f"{kind}.too_large", part, arguments),))
    return Parsed(int(number))


def good_figure(settings: IntegerSettings, source: random.Random) -> str:
    number = source.randint(settings.min, min(settings.max, settings.min + source.choice((9, 99, 99_999))))
    grouped = f"{number:,}"
    ways = (str(number), grouped.translate(_WIDE), str(number).translate(_KANJI), f" {grouped} {settings.unit}")
    return source.choice(ways)


def bad_figure(settings: IntegerSettings, source: random.Random) -> tuple[str, str]:
    ways = (
        ("たくさん", "unclear"),
        ("1,5", "unclear"),
        (f"{settings.min}.5", "not_whole"),
        (str(settings.min - 1), "too_small"),
        (f"{settings.max + 1:,}{settings.unit}", "too_large"),
    )
    return source.choice(ways)
