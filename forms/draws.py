"""Answers drawn from a source: what somebody might type who answers well. Knows one question, and neither page nor order.

A good value of a type is any; rules want one near today, near another answer or near a number that they name. Those are
drawn too, so that a search for answers that keep every rule ends.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta

from forms.calendar import add_days, add_months, add_years, month_end, school_year_end
from forms.environment import Environment
from forms.expressions import expressions
from forms.field import Raw, Value
from forms.fields.choice import ChoiceSettings
from forms.path import Path
from forms.procedure import Field, Procedure

_NUMBER = re.compile(r"\b[0-9]{1,9}\b")
_OF_THE_CITY = re.compile(r"city\.([a-z_0-9]+)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_A_LIFE = 120  # years: rules doubt what is longer
_AS_IT_STANDS = 0.15  # so many days are those that a rule, the city or another answer names
_Step = Callable[[date, int], date]
_STEPS: Sequence[_Step] = (add_days, add_months, add_years)
_NAMED: Sequence[tuple[str, _Step]] = (
    ("days(", add_days),
    ("months(", add_months),
    ("years(", add_years),
    ("attains(", add_years),
)


class Draws:
    """Draws for one procedure under one environment. The same source in the same order gives the same answers."""

    def __init__(self, procedure: Procedure, environment: Environment, source: random.Random) -> None:
        texts = [rule.text for _, rule in expressions(procedure)]
        # What a city may set is a number that rules tell people apart by, too: they name it and do not say it.
        counts = [
            value for value in environment.city.values() if isinstance(value, int) and not isinstance(value, bool)
        ]
        self._numbers = sorted({0, 1, *counts, *(int(found) for text in texts for found in _NUMBER.findall(text))})
        self._city = environment.city
        said = (*texts, *environment.city.values(), *environment.events.values())
        self._days = sorted({environment.today, *(day for value in said for day in _days(str(value)))})
        self._source = source
        self._today = environment.today
        self._door = environment.door

    def boxes(self, field: Field, path: Path) -> Raw:
        """Something good for this question, as it is typed."""
        source = self._source
        known = path.known.get(field.id)
        if known is not None and source.random() < 0.5:
            return field.type.typed(known, field.settings)
        # Rules tell people apart by their days and counts: most draws of these are near one that counts.
        near = self._near(field, path) if source.random() < 0.7 else None
        if near is not None:
            return field.type.typed(near, field.settings)
        settings = field.settings
        return field.type.good(settings.at(self._door) if isinstance(settings, ChoiceSettings) else settings, source)

    def _near(self, field: Field, path: Path) -> Value | None:
        """A stored value that rules may want; None for a type of which there is none but any good one."""
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
        """Few, or about a number that the rules name: as often one of the question's own."""
        source = self._source
        own = [int(found) for found in _NUMBER.findall(self._told(field))]
        named = source.choice(own if own and source.random() < 0.5 else self._numbers) + source.randint(-1, 1)
        return source.choice((source.randint(0, 9), named))

    def _told(self, field: Field) -> str:
        """The question's own rules, and what the city set of what they name."""
        told = " ".join(rule.that.text for rule in (*field.must, *field.warn))
        return " ".join((told, *(str(self._city.get(name, "")) for name in _OF_THE_CITY.findall(told))))

    def _period(self, field: Field, path: Path) -> Value:
        """From one such day to one some way behind it, as far as rules or the city count: years of a permission, weeks of a leave."""
        first, last = self._day(field, path), self._day(field, path)
        if self._source.random() < 0.5:
            far = self._source.choice([number for number in self._numbers if number <= _A_LIFE])
            with suppress(ValueError, OverflowError):
                last = self._source.choice(_STEPS)(first, far)
        return {"from": min(first, last).isoformat(), "to": max(first, last).isoformat()}

    def _day(self, field: Field, path: Path) -> date:
        """Today, a day that the city set or one that was answered, and from there some way: often as far as the question's
        own rules count."""
        source = self._source
        told = self._told(field)
        answered = [day for name in sorted(path.answers) for day in _days(str(path.answers[name]))]
        day = source.choice(
            source.choice(([self._today], self._days, answered or self._days, _days(told) or self._days))
        )
        if source.random() < _AS_IT_STANDS:
            return day
        own = [int(found) for found in _NUMBER.findall(_DAY.sub("", told))]
        far = [number for number in own if number <= _A_LIFE]
        most = [number for number in self._numbers if number <= _A_LIFE]
        way = source.choice((source.choice(most), source.randint(0, 3), source.randint(0, 40)))
        steps = _STEPS
        if far and source.random() < 0.5:
            way, steps = source.choice(far), [step for word, step in _NAMED if word in told] or _STEPS
        way *= source.choice((-1, 1))
        try:
            moved = source.choice(steps)(day, way) + timedelta(days=source.choice((0, 0, 0, -1, 1)))
            return source.choice((moved, moved, moved.replace(day=1), month_end(moved), school_year_end(moved)))
        except (ValueError, OverflowError):
            return day


def _days(text: str) -> list[date]:
    """The days that stand in an answer or a setting."""
    found = []
    for written in _DAY.findall(text):
        try:
            found.append(date.fromisoformat(written))
        except ValueError:
            continue
    return found


def posted(field: Field, boxes: Raw) -> Mapping[str, tuple[str, ...]]:
    """The boxes of a question as a browser posts them."""
    return {f"{field.id}.{box}" if box else field.id: texts for box, texts in boxes.items()}
