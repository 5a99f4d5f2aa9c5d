"""Fills `{city}`, `{prefecture}`, `{office}`, the city's settings (`{city.low_pension}`) and days of birth
(`{born_since.18}`) into a definition's texts, so that cities share definitions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from forms.definition.field import FieldType
from forms.definition.procedure import Procedure
from forms.numbers.calendar import school_year_end
from forms.rules.expression import Expression

_AGES = (18, 22)
BIRTHS = tuple(f"{word}.{age}" for word in ("born_since", "born_until") for age in _AGES)
NAMES = ("city", "prefecture", "office", *BIRTHS)
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
# `each` names questions of the row in the same notation; the others are no texts, or identify the version.
_KEPT = frozenset({"each", "canonical", "meaning", "marks", "scenarios", "settings", "because", "source", "stale"})


def placeholders(text: str) -> Iterator[str]:
    yield from _PLACEHOLDER.findall(text)


def has_placeholders(procedure: Procedure) -> bool:
    """Titles of rows (`each`) look alike, but are no texts."""
    texts = (procedure.law.text, *procedure.texts["ja"].values())
    return any(fills(name) for text in texts for name in placeholders(text))


def birth_words(on: date) -> Mapping[str, str]:
    """`born_since.n`: the first day of birth whose school year of the n-th birthday has not ended; `born_until.n`:
    the day before. An age is attained on the eve of the birthday (年齢計算ニ関スル法律): a school year is 2 April to 1 April."""
    years = {age: school_year_end(on).year - age - 1 for age in _AGES}
    return {f"born_since.{age}": written_day(date(year, 4, 2)) for age, year in years.items()} | {
        f"born_until.{age}": written_day(date(year, 4, 1)) for age, year in years.items()
    }


def written_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def fill(procedure: Procedure, words: Mapping[str, str]) -> Procedure:
    """Keeps `meaning`, that of the published version."""
    filled: Procedure = _filled(procedure, words, top=True)
    return filled


def fills(name: str) -> bool:
    return name in NAMES or name.startswith("city.")


def _filled(value: Any, words: Mapping[str, str], *, top: bool = False) -> Any:
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), value) if "{" in value else value
    if isinstance(value, tuple):
        parts = tuple(_filled(part, words) for part in value)
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if isinstance(value, Mapping):
        rows = {key: _filled(part, words) for key, part in value.items()}
        return value if all(rows[key] is value[key] for key in rows) else MappingProxyType(rows)
    if isinstance(value, BaseModel):
        update = {name: _filled(part, words) for name, part in value}
        changed = {name: part for name, part in update.items() if part is not getattr(value, name)}
        return value.model_copy(update=changed) if changed else value
    if is_dataclass(value) and not isinstance(value, type | Expression | FieldType):
        # Only of a whole procedure are `settings` those of the city; those of a question hold its options.
        kept = _KEPT if top else _KEPT - {"settings", "source"}
        update = {
            f.name: _filled(getattr(value, f.name), words) for f in fields(value) if f.init and f.name not in kept
        }
        changed = {name: part for name, part in update.items() if part is not getattr(value, name)}
        return replace(value, **changed) if changed else value
    return value
