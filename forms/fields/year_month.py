"""A month of a year, stored as YYYY-MM."""

import random
from datetime import date
from typing import Any

from forms.definition.boxes import box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.numbers.calendar import month_in_both_calendars
from forms.numbers.partial_day import stored
from forms.path.environment import Environment
from forms.rules.types import MONTH, Type
from forms.text.speech import Speech
from forms.text.written_day import read_month

_WIDTHS = {"year": 4, "month": 2}
_MAXIMUM = 40  # of one box: the longest date with spaces
# Months with a two-digit 昭和 year, also after the end of 昭和.
_FIRST_SAMPLE, _SAMPLES = 1927, 12 * 95

_BAD: tuple[tuple[Raw, str], ...] = (
    ({"year": ("1955",), "month": ("13",)}, "date.month_unclear"),
    ({"year": ("1955",)}, "date.month_missing"),
    ({"month": ("4",)}, "date.year_missing"),
    ({"era": ("heisei",), "year": ("30",), "month": ("四",)}, "date.month_unclear"),
    ({"era": ("reiwa",), "year": ("元",), "month": ("4",)}, "date.before_era"),
    ({"year": ("30",), "month": ("4",)}, "date.era_missing"),
)


class YearMonth(FieldType):
    id = "year_month"
    control = "date"
    repeated = True
    as_stored = ("",)

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        numbers = (Part(name, f"date.{name}", inputmode="numeric", width=width) for name, width in _WIDTHS.items())
        return (Part("era", "date.era", required=False), *numbers)

    def parse(self, raw: Raw, settings: FieldSettings, environment: Environment) -> Parsed:
        typed = {name: box(raw, name) for name in ("era", *_WIDTHS)}
        if not any(typed[name] for name in _WIDTHS):
            return Parsed()  # a preselected era alone is no answer
        mistakes = tuple(mistake for name, text in typed.items() for mistake in flaws(text, name, _MAXIMUM))
        if mistakes:
            return Parsed(mistakes=mistakes)
        result = read_month(**typed)
        return Parsed(mistakes=(result,)) if isinstance(result, Mistake) else Parsed(stored(result))

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        """昭和30年（1955年）4月; else western year."""
        year, month = _numbers(value)
        if speech.language == "ja":
            return month_in_both_calendars(date(year, month, 1))
        return speech.message("date.western_month", year=year, month=month)

    def typed(self, value: Value, settings: FieldSettings) -> Raw:
        year, month = _numbers(value)
        return {"era": ("western",), "year": (str(year),), "month": (str(month),)}

    def rule_type(self, settings: FieldSettings) -> Type:
        return MONTH

    def rule_value(self, value: Value, settings: FieldSettings) -> object:
        """(year, month), which compare in order."""
        return _numbers(value)

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        return {"": value}

    def columns(self, settings: FieldSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.value"),)

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        years, month = divmod(source.randrange(_SAMPLES), 12)
        year, month = _FIRST_SAMPLE + years, month + 1
        showa = year - 1925
        ways: tuple[Raw, ...] = (
            self.typed(f"{year}-{month:02}", settings),
            {"era": ("showa",), "year": (str(showa),), "month": (f"{month}月",)},
            {"year": (f"S{showa}/{month}",)},
            {"year": (f"{year}{month:02}",)},
            {"year": (f"昭和{showa}年",), "month": (f"{month:02}",)},
        )
        return source.choice(ways)

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        return source.choice(_BAD)


def _numbers(value: str) -> tuple[int, int]:
    return int(value[:4]), int(value[5:])
