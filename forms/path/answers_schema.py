"""JSON Schema (2020-12), nested by block and row, without conditions and rules."""

from collections.abc import Sequence
from typing import Any

from forms.definition.option_labels import option_labels
from forms.definition.procedure import Field, Page, Procedure, Repeat
from forms.messages import sentences
from forms.path.nested_answers import ROW
from forms.text.speech import Speech

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER = {"type": "string", "pattern": "^[1-9][0-9]*$", "description": "The row's number, if not its place."}


def answers_schema(procedure: Procedure) -> dict[str, Any]:
    """`required`: what everybody must answer. Extra keys: `x-type`, `x-protection` (open, personal, confidential,
    number), `x-concept`, `x-role`, `x-labels` (code → label)."""
    speech = Speech("ja", sentences("ja"), procedure.texts["ja"])
    properties: dict[str, Any] = {}
    required: list[str] = []
    for step in procedure.steps:
        level = _object(step.items, f"{step.block}." if step.block else "", speech)
        needed = level["required"] if step.when is None else []
        if step.block:
            properties[step.block] = {"title": step.title, **level}
            required += [step.block] if needed else []
        else:
            properties |= level["properties"]
            required += needed
    return {
        "$schema": DIALECT,
        "title": procedure.title,
        "description": procedure.summary,
        "x-procedure": procedure.id,
        "x-version": procedure.version,
        "x-meaning": procedure.meaning,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _object(items: Sequence[Page | Repeat], prefix: str, speech: Speech) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    for item in items:
        if isinstance(item, Repeat):
            own = item.id.removeprefix(prefix)
            properties[own] = _rows(item, speech)
            required += [own] if item.when is None and _least(item) else []
            continue
        for field in item.fields:
            if not _has_value(field):
                continue
            own = field.name.removeprefix(prefix)
            properties[own] = _question(field, speech)
            required += [own] if field.when is None and field.required is True else []
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _has_value(field: Field) -> bool:
    return field.exported and (field.type.asks or field.compute is not None)


def _least(repeat: Repeat) -> int:
    return repeat.min if repeat.rows is None else 0


def _rows(repeat: Repeat, speech: Speech) -> dict[str, Any]:
    row = _object(repeat.items, f"{repeat.id}.", speech)
    row["properties"] = {ROW: _NUMBER, **row["properties"]}
    return {
        "title": speech.text(f"{repeat.path}.label", repeat.label),
        "type": "array",
        "items": row,
        "minItems": _least(repeat),
        "maxItems": repeat.max,
    }


def _question(field: Field, speech: Speech) -> dict[str, Any]:
    facts = {
        "title": field.label,
        "description": field.help,
        "readOnly": field.compute is not None,
        "x-type": field.type.id,
        "x-protection": field.protection,
        "x-concept": field.concept,
        "x-role": field.role,
        "x-labels": option_labels(field, speech),
    }
    return {**field.type.json_schema(field.settings), **{key: fact for key, fact in facts.items() if fact}}
