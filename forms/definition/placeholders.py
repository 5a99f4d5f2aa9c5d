"""Fills `{city}`, `{prefecture}`, `{office}`, the city's settings (`{city.low_pension}`) and days of birth
(`{born_since.18}`) into a definition's texts: cities share definitions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, cast

from pydantic import BaseModel

from forms.definition.field import FieldType
from forms.definition.procedure import Procedure
from forms.numbers.calendar import in_both_calendars, school_year_end
from forms.rules.expression import Expression
from forms.text.translations import filled

_AGES = (18, 22)
BIRTHS = tuple(f"{word}.{age}" for word in ("born_since", "born_until") for age in _AGES)
NAMES = ("city", "prefecture", "office", *BIRTHS)
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
# `each` names questions of the row in the same notation; the others are no texts, or identify the version.
_KEPT = frozenset({"each", "canonical", "meaning", "marks", "scenarios", "settings", "because", "source", "stale"})

# Name, key or index of a part, and the blanks in it; None in place of those of a text.
Blanks = tuple[tuple[Any, Any], ...]


def placeholders(text: str) -> Iterator[str]:
    yield from _PLACEHOLDER.findall(text)


def has_placeholders(procedure: Procedure) -> bool:
    """Titles of rows (`each`) look alike, but are no texts."""
    return _holds(procedure, blanks(procedure))


def blanks(procedure: Procedure) -> Blanks:
    # Where it has texts with a brace. Beside the fields: a copy with other texts has none, and looks for its own.
    if "blanks" not in vars(procedure):
        vars(procedure)["blanks"] = _blanks(procedure, top=True) or ()
    return cast(Blanks, vars(procedure)["blanks"])


def _holds(value: Any, places: Blanks | None) -> bool:
    if places is None:
        return any(map(fills, placeholders(value)))
    return any(_holds(_part(value, step), below) for step, below in places)


def _part(value: Any, step: int | str) -> Any:
    return getattr(value, str(step)) if hasattr(value, "__dict__") else value[step]


def _blanks(value: Any, *, top: bool = False) -> Blanks | None:
    kind: type = type(value)
    if kind is str:
        return None
    if kind is tuple:
        parts: Iterable[tuple[Any, Any]] = enumerate(value)
    elif kind is dict or kind is MappingProxyType:
        parts = value.items()
    else:
        own = vars(value)  # without what the class has, which is no text
        parts = [(name, own[name]) for name in _names(kind, top) if name in own]
    below = ((step, _blanks(part)) for step, part in parts if not _is_plain(part))
    return tuple((step, places) for step, places in below if places != ())


def birth_words(on: date) -> Mapping[str, str]:
    """`born_since.n`: the first day of birth whose school year of the n-th birthday has not ended; `born_until.n`: the
    day before. An age is attained on the eve of the birthday (年齢計算ニ関スル法律): a school year is 2 April to 1 April."""
    years = {age: school_year_end(on).year - age - 1 for age in _AGES}
    return {f"born_since.{age}": in_both_calendars(date(year, 4, 2)) for age, year in years.items()} | {
        f"born_until.{age}": in_both_calendars(date(year, 4, 1)) for age, year in years.items()
    }


def fill(procedure: Procedure, words: Mapping[str, str]) -> Procedure:
    """Keeps `meaning`, that of the published version."""
    filled: Procedure = _filled(procedure, blanks(procedure), words)
    return filled


def fills(name: str) -> bool:
    return name in NAMES or name.startswith("city.")


def _filled(value: Any, places: Blanks | None, words: Mapping[str, str]) -> Any:
    if places is None:
        return filled(value, words)
    if not places:
        return value
    kind: type = type(value)
    if kind is tuple:
        parts = list(value)
        for step, below in places:
            parts[step] = _filled(value[step], below, words)
        return tuple(parts)
    changed = {step: _filled(_part(value, step), below, words) for step, below in places}
    if kind is dict or kind is MappingProxyType:
        return MappingProxyType({**value, **changed})
    return value.model_copy(update=changed) if isinstance(value, BaseModel) else replace(value, **changed)


def _is_plain(value: Any) -> bool:
    # Most of a definition.
    kind: type = type(value)
    if kind is str:
        return "{" not in value
    if kind is tuple or kind is dict or kind is MappingProxyType:
        return not value
    return not _names(kind, False)


@cache
def _names(kind: type, top: bool) -> tuple[str, ...]:
    # Of the parts that may hold texts.
    if issubclass(kind, BaseModel):
        return tuple(kind.model_fields)
    if not is_dataclass(kind) or issubclass(kind, Expression | FieldType):
        return ()
    # Only of a whole procedure are `settings` those of the city; those of a question hold its options.
    kept = _KEPT if top else _KEPT - {"settings", "source"}
    return tuple(f.name for f in fields(kind) if f.init and f.name not in kept)
