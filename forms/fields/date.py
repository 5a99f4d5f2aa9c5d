"""A calendar day, stored as YYYY-MM-DD, or YYYY-MM or YYYY where parts may be unknown."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from forms.definition.boxes import box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.numbers.calendar import in_both_calendars, month_in_both_calendars, year_in_both_calendars
from forms.numbers.partial_day import read_stored, stored
from forms.path.environment import Environment
from forms.rules.types import DATE, Type
from forms.text.speech import Speech
from forms.text.written_day import read_days

_WIDTHS = {"year": 4, "month": 2, "day": 2}
_MAXIMUM = 40  # of one box: the longest date with spaces
# Days with a two-digit 昭和 year, also after the end of 昭和.
_FIRST_SAMPLE, _SAMPLES = date(1927, 1, 1), 35_000

# The unknown part by the length of the stored value.
_UNKNOWN = {10: "", 7: "day", 4: "month"}
_IN_BOTH_CALENDARS: Mapping[str, Callable[[date], str]] = {
    "": in_both_calendars,
    "day": month_in_both_calendars,
    "month": year_in_both_calendars,
}
_WESTERN = {"": "date.western", "day": "date.western_month", "month": "date.western_year"}
_COULD_BE_TICKED = {"": (), "day": ("day",), "month": ("month", "day")}

_BAD_ANYWAY: tuple[tuple[Raw, str], ...] = (
    ({"year": ("1955",), "month": ("2",), "day": ("30",)}, "date.no_such_day"),
    ({"era": ("heisei",), "year": ("元",), "month": ("1",), "day": ("7",)}, "date.before_era"),
    ({"year": ("30",), "month": ("4",), "day": ("2",)}, "date.era_missing"),
    ({"era": ("western",), "year": ("55",), "month": ("4",), "day": ("2",)}, "date.western_year_short"),
    ({"year": ("むかし",), "month": ("4",), "day": ("2",)}, "date.year_unclear"),
)
_BAD = (*_BAD_ANYWAY, ({"year": ("1955",), "day": ("2",)}, "date.month_missing"))


class DateSettings(FieldSettings):
    """`unknown`: the largest part that may be unknown; an empty box and a tick: nothing is forgotten."""

    unknown: Literal["", "day", "month"] = ""


class Date(FieldType):
    """Boxes era (`western` or id), year, month, day, `unknown`."""

    id = "date"
    control = "date"
    repeated = True
    as_stored = ("",)
    Settings = DateSettings

    def parts(self, settings: DateSettings) -> tuple[Part, ...]:
        numbers = (Part(name, f"date.{name}", inputmode="numeric", width=width) for name, width in _WIDTHS.items())
        tick = (Part("unknown", f"date.unknown_{settings.unknown}", required=False),) if settings.unknown else ()
        return (Part("era", "date.era", required=False), *numbers, *tick)

    def parse(self, raw: Raw, settings: DateSettings, environment: Environment) -> Parsed:
        typed = {name: box(raw, name) for name in ("era", *_WIDTHS)}
        if not any(typed[name] for name in _WIDTHS):
            return Parsed()  # era and tick alone are no date
        mistakes = tuple(mistake for name, text in typed.items() for mistake in flaws(text, name, _MAXIMUM))
        if mistakes:
            return Parsed(mistakes=mistakes)
        result = read_days(**typed, unknown=settings.unknown if box(raw, "unknown") else "")
        if not isinstance(result, Mistake):
            return Parsed(stored(result))
        if result.part in _COULD_BE_TICKED[settings.unknown] and not typed[result.part] and not box(raw, "unknown"):
            return Parsed(mistakes=(Mistake(f"date.tick_{settings.unknown}_unknown", result.part),))
        return Parsed(mistakes=(result,))

    def show(self, value: Value, settings: DateSettings, speech: Speech, path: str) -> str:
        """昭和30年（1955年）4月2日; 昭和24年（1949年）4月（日は不明）; else western year."""
        day, unknown = read_stored(value).first, _UNKNOWN[len(value)]
        if speech.language == "ja":
            shown = _IN_BOTH_CALENDARS[unknown](day)
        else:
            shown = speech.message(_WESTERN[unknown], year=day.year, month=day.month, day=day.day)
        return speech.message(f"date.shown_without_{unknown}", known=shown) if unknown else shown

    def typed(self, value: Value, settings: DateSettings) -> Raw:
        numbers = [str(int(number)) for number in value.split("-")]
        boxes: Raw = {"era": ("western",), **{name: (text,) for name, text in zip(_WIDTHS, numbers, strict=False)}}
        return {**boxes, "unknown": ("yes",)} if _UNKNOWN[len(value)] else boxes

    def rule_type(self, settings: DateSettings) -> Type:
        return DATE

    def rule_value(self, value: Value, settings: DateSettings) -> object:
        return read_stored(value) if _UNKNOWN[len(value)] else date.fromisoformat(value)

    def json_schema(self, settings: DateSettings) -> dict[str, Any]:
        day: dict[str, Any] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        month = {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}
        year = {"type": "string", "pattern": "^[0-9]{4}$"}
        partial = {"": [], "day": [month], "month": [month, year]}[settings.unknown]
        return {"anyOf": [day, *partial]} if partial else day

    def cells(self, value: Value, settings: DateSettings) -> dict[str, str]:
        return {"": value}

    def columns(self, settings: DateSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.value"),)

    def good(self, settings: DateSettings, source: random.Random) -> Raw:
        day = _FIRST_SAMPLE + timedelta(days=source.randrange(_SAMPLES))
        showa = day.year - 1925
        ways: tuple[Raw, ...] = (
            self.typed(day.isoformat(), settings),
            {"era": ("showa",), "year": (str(showa),), "month": (f"{day.month}月",), "day": (f"{day.day:02}日",)},
            {"year": (f"S{showa}/{day.month}/{day.day}",)},
            {"year": (in_both_calendars(day).split("（")[0],), "month": (str(day.month),), "day": (str(day.day),)},
        )
        if settings.unknown:
            ways += (self.typed(day.isoformat()[:7], settings),)
        if settings.unknown == "month":
            ways += ({"year": (f"S{showa}",), "unknown": ("yes",)},)
        return source.choice(ways)

    def bad(self, settings: DateSettings, source: random.Random) -> tuple[Raw, str]:
        return source.choice(_BAD if not settings.unknown else _BAD_ANYWAY)
