"""Reads hand-written values of scenarios, guides' cases and files of facts, as stored or typed, through the boxes: only
possible answers pass."""

import json
import random
from dataclasses import replace

from forms.definition.field import Parsed, Raw, Value
from forms.definition.procedure import Field
from forms.fields.consent import REFUSAL, TICK
from forms.messages import sentences
from forms.path.environment import Environment, Slot
from forms.rules.types import MONEY, NUMBER
from forms.text.speech import Speech
from forms.text.typed_text import NO, YES, boxes_of_text

_JAPANESE = Speech("ja", sentences("ja"), {})
_PART = {"table_of_amounts": (str, int)}  # of an answer: others are text, as a street of one figure


def read_hand_written(field: Field, value: Value, environment: Environment) -> tuple[Parsed, str]:
    """With what is wrong, or "". A stored value wins over another answer typed like it."""
    parsed, message = _read_stored(field, value, environment)
    boxes = _boxes(field, value, environment) if message else {}
    if boxes:
        typed = field.type.parse(boxes, field.settings, environment)
        if not typed.mistakes and typed.value is not None:
            return typed, ""
    return parsed, message


def _boxes(field: Field, value: Value, environment: Environment) -> Raw:
    # As a person fills them in; {} if nobody types this.
    if isinstance(value, str) or (type(value) is int and _is_number(field)):
        return _boxes_of_text(field, str(value), environment)
    if isinstance(value, list) and field.type.id == "multiple_choice":
        return boxes_of_text(field, ";".join(map(str, value)), _JAPANESE)
    if not isinstance(value, dict) or not all(
        isinstance(typed, _PART.get(field.type.id, str)) for typed in value.values()
    ):
        return {}
    parts = {part.name for part in field.type.parts(field.settings)}
    # The first box of a day takes a whole one.
    names = {key: key if key in parts else f"{key}_year" for key in value}
    return {names[key]: (str(typed),) for key, typed in value.items()} if parts >= set(names.values()) else {}


def _boxes_of_text(field: Field, text: str, environment: Environment) -> Raw:
    match field.type.id:
        case "consent":
            return {"": (TICK if text in YES else REFUSAL if text in NO else text,)}
        case "listed":
            return {"words": (text,)}
        case "facility":
            offered = environment.facilities(field.settings.kind)
            return {"1": (next((row.id for row in offered if row.name == text), text),)}
    return boxes_of_text(field, text, _JAPANESE)


def _is_number(field: Field) -> bool:
    # In other answers YAML has dropped leading zeros.
    return field.type.rule_type(field.settings) in (NUMBER, MONEY)


def _read_stored(field: Field, value: Value, environment: Environment) -> tuple[Parsed, str]:
    try:
        here = _with_won(field, value, environment)
        parsed = field.type.parse(field.type.typed(value, field.settings), field.settings, here)
    except (TypeError, KeyError, ValueError, AttributeError, IndexError):
        # Field types expect valid stored values; this one is written by hand.
        return Parsed(), f"not a stored value of {field.type.id}{_like(field, environment)}"
    if parsed.mistakes:
        return parsed, ", ".join(mistake.key for mistake in parsed.mistakes)
    if parsed.empty:
        return parsed, "it is empty"
    return parsed, "" if _same(parsed.value, value) else f"it is stored as {parsed.value}"


def _with_won(field: Field, value: Value, environment: Environment) -> Environment:
    # A time that was won in a drawing is offered to its winner alone: an example names the receipt number (`won`).
    if field.type.id != "slot" or "won" not in value:
        return environment
    won = Slot(resource=field.settings.resource, left=1, **value)
    return replace(environment, slots=lambda _resource: (won,))


def _like(field: Field, environment: Environment) -> str:
    sample = field.type.parse(field.type.good(field.settings, random.Random(0)), field.settings, environment)
    return "" if sample.value is None else f": write it like {json.dumps(sample.value, ensure_ascii=False)}"


def _same(stored: Value | None, written: Value) -> bool:
    return stored == written or (
        isinstance(stored, list) and isinstance(written, list) and sorted(stored) == sorted(written)
    )
