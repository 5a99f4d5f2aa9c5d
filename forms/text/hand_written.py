"""Reads hand-written values of scenarios, guides' cases and files of facts, as stored or typed, through the boxes: only
possible answers pass."""

import json
import random

from forms.definition.field import Parsed, Value
from forms.definition.procedure import Field
from forms.messages import sentences
from forms.path.environment import Environment
from forms.rules.types import MONEY, NUMBER
from forms.text.speech import Speech
from forms.text.typed_text import boxes_of_text

_JAPANESE = Speech("ja", sentences("ja"), {})


def read_hand_written(field: Field, value: Value, environment: Environment) -> tuple[Parsed, str]:
    """With what is wrong, or "". A stored value wins over another answer typed like it."""
    parsed, message = _read_stored(field, value, environment)
    if message and (isinstance(value, str) or (type(value) is int and _is_number(field))):
        typed = _read_typed(field, str(value), environment)
        if not typed.mistakes and typed.value is not None:
            return typed, ""
    return parsed, message


def _is_number(field: Field) -> bool:
    # In other answers YAML has dropped leading zeros.
    return field.type.rule_type(field.settings) in (NUMBER, MONEY)


def _read_typed(field: Field, text: str, environment: Environment) -> Parsed:
    return field.type.parse(boxes_of_text(field, text, _JAPANESE), field.settings, environment)


def _read_stored(field: Field, value: Value, environment: Environment) -> tuple[Parsed, str]:
    try:
        parsed = field.type.parse(field.type.typed(value, field.settings), field.settings, environment)
    except (TypeError, KeyError, ValueError, AttributeError, IndexError):
        # Field types expect valid stored values; this one is written by hand.
        return Parsed(), f"not a stored value of {field.type.id}{_like(field, environment)}"
    if parsed.mistakes:
        return parsed, ", ".join(mistake.key for mistake in parsed.mistakes)
    if parsed.empty:
        return parsed, "it is empty"
    return parsed, "" if _same(parsed.value, value) else f"it is stored as {parsed.value}"


def _like(field: Field, environment: Environment) -> str:
    sample = field.type.parse(field.type.good(field.settings, random.Random(0)), field.settings, environment)
    return "" if sample.value is None else f": write it like {json.dumps(sample.value, ensure_ascii=False)}"


def _same(stored: Value | None, written: Value) -> bool:
    return stored == written or (
        isinstance(stored, list) and isinstance(written, list) and sorted(stored) == sorted(written)
    )
