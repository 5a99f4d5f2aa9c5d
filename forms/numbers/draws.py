"""Draws plausible answers, also near today, other answers and numbers in rules: a search that keeps all rules ends."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta

from forms.definition.expressions import expressions
from forms.definition.field import Raw, Value
from forms.definition.procedure import Field, Procedure
from forms.fields.choice import ChoiceSettings
from forms.fields.slot import SlotSettings
from forms.numbers.calendar import add_days, add_months, add_years, month_end, school_year_end
from forms.path.environment import Environment
from forms.path.path import Path

_NUMBER = re.compile(r"\b[0-9]{1,9}\b")
_OF_THE_CITY = re.compile(r"city\.([a-z_0-9]+)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_A_LIFE = 120  # years: rules doubt longer periods
_UNCHANGED = 0.15  # share of dates drawn unchanged from a rule, the city or another answer
_Step = Callable[[date, int], date]
_STEPS: Sequence[_Step] = (add_days, add_months, add_years)
_NAMED: Sequence[tuple[str, _Step]] = (
    ("days(", add_days),
    ("months(", add_months),
    ("years(", add_years),
    ("attains(", add_years),
)


class Draws:
    def __init__(self, procedure: Procedure, environment: Environment, source: random.Random) -> None:
        texts = [rule.text for _, rule in expressions(procedure)]
        # Rules also compare with settings of the city, whose values are not in their text.
        counts = [
            value for value in environment.city.values() if isinstance(value, int) and not isinstance(value, bool)
        ]
        self._numbers = sorted({0, 1, *counts, *(int(number) for text in texts for number in _NUMBER.findall(text))})
        self._city = environment.city
        texts_with_days = (*texts, *environment.city.values(), *environment.events.values())
        self._days = sorted({environment.today, *(day for value in texts_with_days for day in _days(str(value)))})
        self._source = source
        self._today = environment.today
        self._door = environment.door
        self._slots = environment.slots

    def boxes(self, field: Field, path: Path) -> Raw:
        source = self._source
        known = path.known.get(field.id)
        if known is not None and source.random() < 0.5:
            return field.type.typed(known, field.settings)
        # Rules mostly compare dates and counts: most draws of these are near a value in a rule.
        near = self._near(field, path) if source.random() < 0.7 else None
        if near is not None:
            return field.type.typed(near, field.settings)
        settings = field.settings
        if isinstance(settings, SlotSettings) and settings.drawn:
            return {"": tuple(slot.id for slot in source.sample(self._slots(settings.resource), 1))}
        if isinstance(settings, ChoiceSettings):
            settings = settings.at(self._door)
            if not settings.options:  # none fits the other answers
                return {}
        return field.type.good(settings, source)

    def _near(self, field: Field, path: Path) -> Value | None:
        wanted = field.type.rule_type(field.settings).name
        if field.type.id == "period":
            return self._period(field, path)
        if wanted == "date":
            return self._day(field, path).isoformat()
        if wanted == "month":
            return self._day(field, path).isoformat()[:7]
        if field.type.id in ("integer", "money", "quantity"):
            return self._number(field)
        if field.type.id == "decimal":
            return str(self._number(field))
        same = [
            path.answers[other.id]
            for other in path.fields
            if other.type.id == field.type.id and other.id in path.answers and other.settings == field.settings
        ]
        return self._source.choice(same) if same and self._source.random() < 0.2 else None

    def _number(self, field: Field) -> int:
        source = self._source
        own = [int(number) for number in _NUMBER.findall(self._rule_text(field))]
        named = source.choice(own if own and source.random() < 0.5 else self._numbers) + source.randint(-1, 1)
        return source.choice((source.randint(0, 9), named))

    def _rule_text(self, field: Field) -> str:
        text = " ".join(rule.that.text for rule in (*field.must, *field.warn))
        return " ".join((text, *(str(self._city.get(name, "")) for name in _OF_THE_CITY.findall(text))))

    def _period(self, field: Field, path: Path) -> Value:
        first, last = self._day(field, path), self._day(field, path)
        if self._source.random() < 0.5:
            far = self._source.choice([number for number in self._numbers if number <= _A_LIFE])
            with suppress(ValueError, OverflowError):
                last = self._source.choice(_STEPS)(first, far)
        return {"from": min(first, last).isoformat(), "to": max(first, last).isoformat()}

    def _day(self, field: Field, path: Path) -> date:
        source = self._source
        text = self._rule_text(field)
        answered = [day for name in sorted(path.answers) for day in _days(str(path.answers[name]))]
        day = source.choice(
            source.choice(([self._today], self._days, answered or self._days, _days(text) or self._days))
        )
        if source.random() < _UNCHANGED:
            return day
        own = [int(number) for number in _NUMBER.findall(_DAY.sub("", text))]
        far = [number for number in own if number <= _A_LIFE]
        most = [number for number in self._numbers if number <= _A_LIFE]
        way = source.choice((source.choice(most), source.randint(0, 3), source.randint(0, 40)))
        steps = _STEPS
        if far and source.random() < 0.5:
            way, steps = source.choice(far), [step for word, step in _NAMED if word in text] or _STEPS
        way *= source.choice((-1, 1))
        try:
            moved = source.choice(steps)(day, way) + timedelta(days=source.choice((0, 0, 0, -1, 1)))
            return source.choice((moved, moved, moved.replace(day=1), month_end(moved), school_year_end(moved)))
        except (ValueError, OverflowError):
            return day


def _days(text: str) -> list[date]:
    days = []
    for written in _DAY.findall(text):
        try:
            days.append(date.fromisoformat(written))
        except ValueError:
            continue
    return days


def posted(field: Field, boxes: Raw) -> Mapping[str, tuple[str, ...]]:
    return {f"{field.id}.{box}" if box else field.id: texts for box, texts in boxes.items()}
