"""JSON Schema (2020-12) of the definition format, so that editors complete and check a YAML file: definitions, blocks and
code lists. Made from the shapes that read them and the settings of each field type; rules are texts here. Each key says
what it means, for who writes one.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from forms.answers_schema import DIALECT
from forms.field import FieldType
from forms.kind import KINDS
from forms.loading import shape, shared_shape
from forms.loading.meanings import meaning, meaning_of_type, models_in

_PLACE = "#/$defs/{model}"
_SHAPES: tuple[type[BaseModel], ...] = (
    shape.DefinitionShape, shared_shape.BlockShape, shared_shape.CodesShape, shape.StepShape, shape.RepeatedStepShape,
    shape.RowsShape, shape.TogetherShape, shape.UseShape, shape.FieldShape,
)  # fmt: skip
# What a block may say of a question by the values of its parameters: {phone: [optional, required]}.
_BY_PARAMETER = {
    "type": "object",
    "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
}
_OF_USE = ("with", "override", "drop", "ask_first")
Schema = dict[str, Any]


def format_schema(types: Mapping[str, FieldType]) -> Schema:
    """One schema for every YAML file of a folder of procedures, its `blocks` and its `codes`."""
    settings = {kind.Settings for kind in types.values()}
    ordered = sorted(settings, key=lambda one: one.__name__)
    _, made = models_json_schema([(one, "validation") for one in (*_SHAPES, *ordered)], ref_template=_PLACE)
    parts: dict[str, Schema] = _tidy(made["$defs"])
    parts["DefinitionShape"]["properties"]["kind"] = {"enum": list(KINDS)}
    parts["DefinitionShape"]["properties"]["steps"]["items"] = _either("repeat", "RepeatedStep", _ref("Step"))
    parts["BlockShape"]["properties"]["ask"]["items"] = _ref("block.Item")
    parts["CodesShape"]["properties"]["options"] = _of("ChoiceSettings", "options")
    for model in models_in(*_SHAPES, *ordered):
        for key, property_ in parts[model.__name__].get("properties", {}).items():
            property_["description"] = meaning(model, key)
    for flavour in ("", "block."):
        parts |= _asking(parts, types, flavour)
    return {
        "$schema": DIALECT,
        "title": "Kakanai: a definition, a block or a code list, format 1",
        **_either("block", "BlockShape", _either("codes", "CodesShape", _ref("DefinitionShape"))),
        "$defs": dict(sorted(parts.items())),
    }


def _asking(parts: Mapping[str, Schema], types: Mapping[str, FieldType], flavour: str) -> dict[str, Schema]:
    """Steps, rows, pages and questions, in a definition or in a block."""
    item = _ref(f"{flavour}Item")
    made = {
        f"{flavour}Item": _either(
            "together", f"{flavour}Together", _either("repeat", f"{flavour}Rows", _ref(f"{flavour}Question"))
        ),
        f"{flavour}Together": _with_items(parts["TogetherShape"], _ref(f"{flavour}Question")),
        f"{flavour}Rows": _using(parts["RowsShape"], parts, item),
        f"{flavour}Question": _question(types, flavour),
        **{f"{flavour}Question.{name}": _typed(parts, kind, flavour) for name, kind in types.items()},
    }
    if not flavour:
        made["Step"] = _using(parts["StepShape"], parts, item)
        made["RepeatedStep"] = _using(parts["RepeatedStepShape"], parts, item)
    return made


def _question(types: Mapping[str, FieldType], flavour: str) -> Schema:
    """By its type, so that an editor tells what is wrong with this question and not with thirty others."""
    return {
        "type": "object",
        "required": ["id", "type", "label"],
        "properties": {"type": {"enum": list(types)}},
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": _ref(f"{flavour}Question.{name}"),
            }
            for name in types
        ],
    }


def _typed(parts: Mapping[str, Schema], kind: FieldType, flavour: str) -> Schema:
    """The keys of every question, and those of this type."""
    common, own = parts["FieldShape"], parts[kind.Settings.__name__]
    properties = {name: _of("FieldShape", name) for name in common["properties"]}
    properties |= {name: _of(kind.Settings.__name__, name) for name in own.get("properties", {})}
    properties["type"] = {"const": kind.id, "description": meaning_of_type(kind.id)}
    if "options" in kind.Settings.model_fields:
        codes = {"properties": {"codes": {"type": "string"}}}
        only = {"required": ["codes"], "maxProperties": 1}
        properties["options"] = {"type": "object", "if": only, "then": codes, "else": properties["options"]}
    if flavour:
        properties |= {name: {"anyOf": [properties[name], _BY_PARAMETER]} for name in ("given", "required")}
    else:
        del properties["given"]
    needed = [*common["required"], *own.get("required", ())]
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


def _using(level: Schema, parts: Mapping[str, Schema], item: Schema) -> Schema:
    """A level with what it may say to a block. Without a block it has questions of its own."""
    made = _with_items(level, item)
    made["properties"] |= parts["UseShape"]["properties"]
    made["properties"]["ask_first"] = {"type": "array", "items": item}
    made["required"] = [name for name in level["required"] if name != "ask"]
    return {
        **made,
        "anyOf": [{"required": ["ask"]}, {"required": ["use"]}],
        "dependentRequired": {key: ["use"] for key in _OF_USE},
    }


def _with_items(level: Schema, item: Schema) -> Schema:
    ask = {**level["properties"]["ask"], "items": item}
    return {**level, "properties": {**level["properties"], "ask": ask}}


def _either(key: str, having: str, otherwise: Schema) -> Schema:
    return {"if": {"required": [key]}, "then": _ref(having), "else": otherwise}


def _ref(name: str) -> Schema:
    return {"$ref": _PLACE.format(model=name)}


def _of(model: str, key: str) -> Schema:
    return {"$ref": f"{_PLACE.format(model=model)}/properties/{key}"}


def _tidy(made: Any) -> Any:
    """Without titles that only repeat a name, and without null, which no definition may have."""
    if isinstance(made, list):
        return [_tidy(part) for part in made if part != {"type": "null"}]
    if not isinstance(made, dict):
        return made
    kept = {
        key: _tidy(part)
        for key, part in made.items()
        if not (key == "title" and isinstance(part, str)) and not (key == "default" and part is None)
    }
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    alone = kept.get("anyOf", ())
    return {**{key: part for key, part in kept.items() if key != "anyOf"}, **alone[0]} if len(alone) == 1 else kept
