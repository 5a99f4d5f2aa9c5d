"""Fills answers (`{cost}`) into the sentence of a rule or a stop, as their type shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition.field import FieldType, Value
from forms.text.speech import Speech

_OPEN = "…"


@dataclass(frozen=True)
class TextValue:
    """`word` refers to the question `name` (full name), in the rows of `row` ("" = none)."""

    word: str
    name: str
    row: str
    label: str
    type: FieldType
    settings: Any

    def show(self, value: Value | None, speech: Speech) -> str:
        """An ellipsis for a question without an answer."""
        return _OPEN if value is None else self.type.show(value, self.settings, speech, f"ask.{self.name}")


@dataclass(frozen=True)
class SpokenValue:
    of: TextValue
    value: Value | None


def with_values(text: str, spoken: Iterable[SpokenValue], speech: Speech) -> str:
    return _filled(text, {item.of.word: item.of.show(item.value, speech) for item in spoken})


def with_labels(text: str, values: Iterable[TextValue]) -> str:
    return _filled(text, {value.word: f"〔{value.label}〕" for value in values})


def _filled(text: str, words: Mapping[str, str]) -> str:
    for word, shown in words.items():
        text = text.replace(f"{{{word}}}", shown)
    return text
