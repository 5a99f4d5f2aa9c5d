"""Turns pydantic's errors into advice for authors."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from forms.rules.faults import did_you_mean

# How to spell a value, by the pattern of its shape.
SPELLINGS: Mapping[str, str] = {
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": "lower-case letters, digits and - (like moving-in)",
    r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$": "lower-case letters, digits and _ (like moved_in)",
    r"^[a-z][a-z0-9_]*$": "lower-case letters, digits and _ (like moved_in)",
    r"^[a-z][a-z0-9_]*( [a-z][a-z0-9_]*)*$": "words of lower-case letters, digits and _ (like school nursery)",
    r"^[a-z][a-z0-9_.-]*$": "lower-case letters, digits, - _ and . (like cancer-screening)",
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$": "the name of a question (like claimant.name)",
    r"^[a-z][a-z0-9_]*(\[\*\])?(\.([a-z][a-z0-9_]*(\[\*\])?|[1-9][0-9]*))*$": (
        "the name of a question (claimant.name, children.1.name, children[*].name)"
    ),
    r"^[ァ-ヺー・ 　]+$": "katakana",
    r"^[0-9a-f]{8}$": "the 8 characters that `check` prints",
    r"^city\.[a-z][a-z0-9_]*$": "a setting of the city (city.name)",
    r"^https://[^\s<>\"']+$": "a URL that begins with https://",
    r"^([a-z_]+\.[a-z_]+)?$": "two words with a dot (like person.name)",
}
_TYPES: Mapping[str, str] = {
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "decimal_type": 'a number in quotes ("1.5")',
    "decimal_parsing": 'a number in quotes ("1.5")',
    "tuple_type": "a list: [a, b]",
    "list_type": "a list: [a, b]",
    "dict_type": "keys with values: {key: value}",
    "string_too_short": "words",
}
_BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": ("ge", "at least {}"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "at most {}"),
    "less_than": ("lt", "less than {}"),
    "string_too_long": ("max_length", "at most {} characters"),
    "too_long": ("max_length", "at most {}"),
    "too_short": ("min_length", "at least {}"),
    "decimal_max_places": ("decimal_places", "at most {} decimal places"),
}
_KEYS: Mapping[str, str] = {
    "literal_error": "value.choice",
    "string_pattern_mismatch": "value.spelling",
    "too_short": "value.few",
    "check_digit": "value.digit",
    "overlap": "value.overlap",
}


_OWN = ("value_error", "check_digit", "overlap")  # whose text is a sentence of ours


def models_at(models: Iterable[type[BaseModel]], steps: Sequence[int | str]) -> list[type[BaseModel]]:
    reached = list(models)
    for step in steps:
        inner = [
            field.annotation
            for model in reached
            for name, field in model.model_fields.items()
            if (field.alias or name) == step
        ]
        # Numbers of a list and keys that the author chooses lead to the same models.
        reached = [model for annotation in inner for model in _models_in(annotation)] if inner else reached
    return reached


def keys_at(models: Iterable[type[BaseModel]], steps: Sequence[int | str]) -> list[str]:
    reached = models_at(models, steps)
    return [field.alias or name for model in reached for name, field in model.model_fields.items()]


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def key_of(details: Sequence[ErrorDetails]) -> str:
    keys = {_KEYS.get(detail["type"], "value.wrong") for detail in details}
    return keys.pop() if len(keys) == 1 else "value.wrong"


def advice(details: Sequence[ErrorDetails]) -> str:
    own = [
        str(detail["ctx"]["error"]) if detail["type"] == "value_error" else detail["msg"]
        for detail in details
        if detail["type"] in _OWN
    ]
    wanted = list(dict.fromkeys(text for detail in details for text in _wanted(detail)))
    choices = f"write {' or '.join(wanted)}" if wanted else ""
    return ", or ".join(dict.fromkeys(filter(None, (*own, choices))))


def _wanted(detail: ErrorDetails) -> Iterator[str]:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind in _OWN:
        return
    if kind == "literal_error":
        yield _expected_words(given, str(context["expected"]))
    elif kind == "string_pattern_mismatch":
        yield SPELLINGS.get(context["pattern"], f"text matching {context['pattern']}")
    elif kind == "string_type":
        yield f'text ("{_spelled(given)}" in quotes)' if isinstance(given, bool | int) else "text"
    elif kind in ("model_type", "model_attributes_type"):
        yield f"its keys: {', '.join(_keys_of(context['class_name']))}"
    elif kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        yield words.format(context[name])
    else:
        yield _TYPES.get(kind, str(detail["msg"]))


def _expected_words(given: object, expected: str) -> str:
    possible: list[str] = [word for word in re.findall(r"'([^']*)'", expected) if word] or [expected]
    if len(possible) == 1:
        return possible[0]
    guess = did_you_mean(str(given), possible)
    return f"one of {', '.join(possible)}" + (guess if guess.endswith("?") else "")


def _spelled(given: object) -> str:
    return str(given).lower() if isinstance(given, bool) else str(given)


def _keys_of(model: str) -> list[str]:
    class_with_name = next(class_ for class_ in _models(BaseModel) if class_.__name__ == model)
    fields = {field.alias or name: field.is_required() for name, field in class_with_name.model_fields.items()}
    return [name for name, must in fields.items() if must] or list(fields)


def _models(model: type[Any]) -> Iterator[type[BaseModel]]:
    for subclass in model.__subclasses__():
        yield subclass
        yield from _models(subclass)
