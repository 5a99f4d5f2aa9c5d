"""Two days, both included, optionally open-ended."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from forms.definition.boxes import box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.numbers.calendar import in_both_calendars
from forms.path.environment import Environment
from forms.rules.types import DATE, Type
from forms.text.speech import Speech
from forms.text.written_day import read_day

_WIDTHS = {"year": 4, "month": 2, "day": 2}
_ENDS = ("from", "to")
_MAXIMUM = 40  # of one box: the longest date with spaces
_FIRST_SAMPLE, _SAMPLES = date(1989, 1, 8), 15_000
_UNCLEAR = ("date.era_missing", "date.western_year_short", "date.twice")
_NO_SUCH_DAY = ("date.no_such_day", "date.out_of_range", "date.before_era")


class PeriodSettings(FieldSettings):
    open: bool = False


class Period(FieldType):
    """Stored as {"from", "to"}, "to" only if it has an end. Boxes from_era, … to_day."""

    id = "period"
    control = "period"
    repeated = True
    Settings = PeriodSettings

    def parts(self, settings: PeriodSettings) -> tuple[Part, ...]:
        return tuple(part for end in _ENDS for part in _parts(end, required=end == "from" or not settings.open))

    def parse(self, raw: Raw, settings: PeriodSettings, environment: Environment) -> Parsed:
        typed = {end: {name: box(raw, f"{end}_{name}") for name in ("era", *_WIDTHS)} for end in _ENDS}
        filled = [end for end in _ENDS if any(typed[end][name] for name in _WIDTHS)]
        if not filled:
            return Parsed()  # a preselected era alone is no answer
        needed = [end for end in _ENDS if end in filled or end == "from" or not settings.open]
        ends = {end: _read(end, typed[end]) for end in needed}
        mistakes = tuple(mistake for result in ends.values() if isinstance(result, tuple) for mistake in result)
        days = {end: day for end, day in ends.items() if isinstance(day, date)}
        if not mistakes and days["from"] > days.get("to", date.max):
            mistakes = (Mistake("period.backwards", "to_year"),)
        return Parsed(mistakes=mistakes) if mistakes else Parsed({end: day.isoformat() for end, day in days.items()})

    def show(self, value: Value, settings: PeriodSettings, speech: Speech, path: str) -> str:
        first, last = (_in_words(value.get(end), speech) for end in _ENDS)
        return speech.message("period.shown" if last else "period.shown_open", first=first, last=last)

    def typed(self, value: Value, settings: PeriodSettings) -> Raw:
        boxes: dict[str, tuple[str, ...]] = {}
        for end, text in value.items():
            day = date.fromisoformat(text)
            boxes[f"{end}_era"] = ("western",)
            boxes |= {f"{end}_{name}": (str(getattr(day, name)),) for name in _WIDTHS}
        return boxes

    def rule_parts(self, settings: PeriodSettings) -> Mapping[str, Type]:
        """`first` and `last`: `from` is a Python keyword."""
        return {"first": DATE, "last": DATE}

    def rule_part(self, value: Value, name: str, settings: PeriodSettings) -> object:
        """Raises KeyError without an end."""
        return date.fromisoformat(value[{"first": "from", "last": "to"}[name]])

    def json_schema(self, settings: PeriodSettings) -> dict[str, Any]:
        day = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        return {
            "type": "object",
            "properties": {"from": day, "to": day},
            "required": ["from"] if settings.open else ["from", "to"],
            "additionalProperties": False,
        }

    def cells(self, value: Value, settings: PeriodSettings) -> dict[str, str]:
        return {"": f"{value['from']}/{value.get('to', '..')}", **value}

    def columns(self, settings: PeriodSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.value"), ("from", "period.from"), ("to", "period.to"))

    def good(self, settings: PeriodSettings, source: random.Random) -> Raw:
        first = _FIRST_SAMPLE + timedelta(days=source.randrange(_SAMPLES))
        last = first + timedelta(days=source.choice((0, 1, 30, 364)))
        ways: tuple[Raw, ...] = (
            self.typed({"from": first.isoformat(), "to": last.isoformat()}, settings),
            {"from_year": (first.isoformat(),), "to_year": (f"{last.year}年{last.month}月{last.day}日",)},
            {"from_year": (in_both_calendars(first).replace(f"（{first.year}年）", ""),), "to_year": (str(last),)},
        )
        without_end: Raw = {"from_year": (first.isoformat(),), "to_era": ("reiwa",)}
        return source.choice((*ways, without_end) if settings.open else ways)

    def bad(self, settings: PeriodSettings, source: random.Random) -> tuple[Raw, str]:
        def boxes(first: str, last: str) -> Raw:
            return {"from_year": (first,), "to_year": (last,)}

        return source.choice(
            (
                (boxes("2026-04-02", "2026-04-01"), "period.backwards"),
                (boxes("", "2026-04-01"), "period.from_missing"),
                (boxes("2026", "2026-04-01"), "period.from_missing"),
                (boxes("2026-04-01", "来年"), "period.to_unclear"),
                (boxes("2026-02-30", "2026-04-01"), "period.from_no_such_day"),
                (boxes("2026-04-01", "令和31年"), "period.to_missing"),
            )
        )


def _parts(end: str, required: bool) -> tuple[Part, ...]:
    numbers = (
        Part(f"{end}_{name}", f"date.{name}", inputmode="numeric", width=width, required=required)
        for name, width in _WIDTHS.items()
    )
    return (Part(f"{end}_era", "date.era", required=False), *numbers)


def _read(end: str, typed: Mapping[str, str]) -> date | tuple[Mistake, ...]:
    flawed = tuple(mistake for name, text in typed.items() for mistake in flaws(text, f"{end}_{name}", _MAXIMUM))
    if flawed:
        return flawed
    result = read_day(**typed)
    if not isinstance(result, Mistake):
        return result
    if result.key in _NO_SUCH_DAY:
        key = f"period.{end}_no_such_day"
    elif result.key in _UNCLEAR or result.key.endswith("_unclear"):
        key = f"period.{end}_unclear"
    else:
        key = f"period.{end}_missing"
    return (replace(result, key=key, part=f"{end}_{result.part}", arguments={}),)


def _in_words(text: str | None, speech: Speech) -> str:
    if text is None:
        return ""
    day = date.fromisoformat(text)
    if speech.language == "ja":
        return in_both_calendars(day)
    return speech.message("date.western", year=day.year, month=day.month, day=day.day)
