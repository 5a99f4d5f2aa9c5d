"""Reads values written by hand in scenarios, guides' cases and files of facts, through the boxes, so that only possible
answers are accepted."""

import json
import random

from forms.definition.field import Parsed, Value
from forms.definition.procedure import Field
from forms.path.environment import Environment


def read_hand_written(field: Field, value: Value, environment: Environment) -> tuple[Parsed, str]:
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
