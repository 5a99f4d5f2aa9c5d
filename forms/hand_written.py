"""An answer that was written by hand as it is stored, in a scenario, a case of a guide or a file of facts: read through the boxes, as if
it had been typed, so that nothing can be written that nobody could answer."""

import json
import random

from forms.environment import Environment
from forms.field import Parsed, Value
from forms.procedure import Field


def read_hand_written(field: Field, value: Value, environment: Environment) -> tuple[Parsed, str]:
    """With what is wrong with it, "" if nothing is."""
    try:
        parsed = field.type.parse(field.type.typed(value, field.settings), field.settings, environment)
    except (TypeError, KeyError, ValueError, AttributeError, IndexError):
        # A field type trusts what is stored; here somebody has written it.
        return Parsed(), f"no stored value of {field.type.id}{_like(field, environment)}"
    if parsed.mistakes:
        return parsed, ", ".join(mistake.key for mistake in parsed.mistakes)
    if parsed.empty:
        return parsed, "it is empty"
    return parsed, "" if _same(parsed.value, value) else f"it is stored as {parsed.value}"


def _like(field: Field, environment: Environment) -> str:
    """What one looks like that somebody could have given here; "" where the first of them is none (a facility of another city)."""
    made = field.type.parse(field.type.good(field.settings, random.Random(0)), field.settings, environment)
    return "" if made.value is None else f": write it like {json.dumps(made.value, ensure_ascii=False)}"


def _same(stored: Value | None, written: Value) -> bool:
    """What was chosen of several is stored in the order of the options, and written in any."""
    return stored == written or (
        isinstance(stored, list) and isinstance(written, list) and sorted(stored) == sorted(written)
    )
