"""Answers in the sentence of a rule or a stop: `{cost}` is written as its type shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition.field import FieldType, Value
from forms.text.speech import Speech

_OPEN = "…"


@dataclass(frozen=True)
class TextValue:
    """`word` between the braces refers to the question `name` (full name), which is in the rows of `row` ("" = in none)."""

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
    """For who reads the definition and not an application: 〔費用〕."""
    return _filled(text, {value.word: f"〔{value.label}〕" for value in values})


def _filled(text: str, words: Mapping[str, str]) -> str:
    for word, shown in words.items():
        text = text.replace(f"{{{word}}}", shown)
    return text
