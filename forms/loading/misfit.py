"""What a value lacks that does not fit its key, in the words of whoever writes the file: what to write instead.

Knows the complaints of pydantic, and no definition."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from forms.rules.faults import did_you_mean

# How something is spelled, by the pattern that its shape gives.
SPELLINGS: Mapping[str, str] = {
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": "small letters, figures and - (like moving-in)",
    r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$": "small letters, figures and _ (like moved_in)",
    r"^[a-z][a-z0-9_]*$": "small letters, figures and _ (like moved_in)",
    r"^[a-z][a-z0-9_.-]*$": "small letters, figures, - _ and . (like cancer-screening)",
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$": "the name of a question (like claimant.name)",
    r"^[a-z][a-z0-9_]*(\[\*\])?(\.([a-z][a-z0-9_]*(\[\*\])?|[1-9][0-9]*))*$": (
        "the name of a question (claimant.name, children.1.name, children[*].name)"
    ),
    r"^[ァ-ヺー・ 　]+$": "katakana",
    r"^[0-9a-f]{8}$": "the 8 signs that `check` names",
    r"^city\.[a-z][a-z0-9_]*$": "a setting of the city (city.name)",
    r"^https://[^\s<>\"']+$": "an address that begins with https://",
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
    "tuple_type": "a list: [one, another]",
    "list_type": "a list: [one, another]",
    "dict_type": "keys with values: {key: value}",
    "string_too_short": "words",
}
_BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": ("ge", "at least {}"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "at most {}"),
    "less_than": ("lt", "less than {}"),
    "string_too_long": ("max_length", "at most {} signs"),
    "too_long": ("max_length", "at most {}"),
    "too_short": ("min_length", "at least {}"),
    "decimal_max_places": ("decimal_places", "at most {} decimal places"),
}
_KEYS: Mapping[str, str] = {"literal_error": "value.choice", "string_pattern_mismatch": "value.spelling"}


def keys_at(models: Iterable[type[BaseModel]], steps: Sequence[int | str]) -> list[str]:
    """The keys that may stand where `steps` lead to from the top of one of `models`."""
    there = list(models)
    for step in steps:
        inner = [
            field.annotation
            for one in there
            for name, field in one.model_fields.items()
            if (field.alias or name) == step
        ]
        # Numbers of a list and keys that the author chooses lead to the same kind of part.
        there = [one for annotation in inner for one in _models_in(annotation)] if inner else there
    return [field.alias or name for one in there for name, field in one.model_fields.items()]


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def key_of(details: Sequence[ErrorDetails]) -> str:
    """The key of the complaint about what is wrong at one place."""
    found = {_KEYS.get(detail["type"], "value.wrong") for detail in details}
    return found.pop() if len(found) == 1 else "value.wrong"


def advice(details: Sequence[ErrorDetails]) -> str:
    """What to write at one place. A value that may be of several types is complained about once for each."""
    own = [str(detail["ctx"]["error"]) for detail in details if detail["type"] == "value_error"]
    wanted = list(dict.fromkeys(text for detail in details for text in _wanted(detail)))
    written = f"write {' or '.join(wanted)}" if wanted else ""
    return ", or ".join(dict.fromkeys(filter(None, (*own, written))))


def _wanted(detail: ErrorDetails) -> Iterator[str]:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "value_error":
        return
    if kind == "literal_error":
        yield _one_of(given, str(context["expected"]))
    elif kind == "string_pattern_mismatch":
        yield SPELLINGS.get(context["pattern"], f"what fits {context['pattern']}")
    elif kind == "string_type":
        yield f'text ("{_spelled(given)}" in quotes)' if isinstance(given, bool | int) else "text"
    elif kind in ("model_type", "model_attributes_type"):
        yield f"its keys: {', '.join(_keys_of(context['class_name']))}"
    elif kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        yield words.format(context[name])
    else:
        yield _TYPES.get(kind, str(detail["msg"]))


def _one_of(given: object, expected: str) -> str:
    possible: list[str] = [word for word in re.findall(r"'([^']*)'", expected) if word] or [expected]
    if len(possible) == 1:
        return possible[0]
    guess = did_you_mean(str(given), possible)
    return f"one of {', '.join(possible)}" + (guess if guess.endswith("?") else "")


def _spelled(given: object) -> str:
    return str(given).lower() if isinstance(given, bool) else str(given)


def _keys_of(model: str) -> list[str]:
    """The keys that must stand in a model of this name, or all of them where none must."""
    found = next(one for one in _models(BaseModel) if one.__name__ == model)
    fields = {field.alias or name: field.is_required() for name, field in found.model_fields.items()}
    return [name for name, must in fields.items() if must] or list(fields)


def _models(model: type[Any]) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        yield one
        yield from _models(one)
