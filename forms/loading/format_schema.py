"""For editors (2020-12); rules are plain texts."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from forms.definition.field import FieldType
from forms.definition.kind import KINDS
from forms.loading import question_shape, shape, shared_shape, step_shape
from forms.loading.meanings import meaning, meaning_of_type, models_in
from forms.path.answers_schema import DIALECT

_PLACE = "#/$defs/{model}"
_SHAPES: tuple[type[BaseModel], ...] = (
    shape.DefinitionShape, shared_shape.BlockShape, shared_shape.CodesShape, step_shape.StepShape, step_shape.RepeatedStepShape,
    step_shape.RowsShape, step_shape.TogetherShape, question_shape.UseShape, question_shape.FieldShape,
)  # fmt: skip
# In a block these keys may depend on parameters: {phone: [optional, required]}.
_BY_PARAMETER = {
    "type": "object",
    "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
}
_OF_USE = ("with", "override", "drop", "ask_first")
Schema = dict[str, Any]


def format_schema(types: Mapping[str, FieldType]) -> Schema:
    settings = {kind.Settings for kind in types.values()}
    ordered = sorted(settings, key=lambda model: model.__name__)
    _, generated = models_json_schema([(model, "validation") for model in (*_SHAPES, *ordered)], ref_template=_PLACE)
    parts: dict[str, Schema] = _tidy(generated["$defs"])
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
    item = _ref(f"{flavour}Item")
    schemas = {
        f"{flavour}Item": _either(
            "together", f"{flavour}Together", _either("repeat", f"{flavour}Rows", _ref(f"{flavour}Question"))
        ),
        f"{flavour}Together": _with_items(parts["TogetherShape"], _ref(f"{flavour}Question")),
        f"{flavour}Rows": _using(parts["RowsShape"], parts, item),
        f"{flavour}Question": _question(types, flavour),
        **{f"{flavour}Question.{name}": _typed(parts, kind, flavour) for name, kind in types.items()},
    }
    if not flavour:
        schemas["Step"] = _using(parts["StepShape"], parts, item)
        schemas["RepeatedStep"] = _using(parts["RepeatedStepShape"], parts, item)
    return schemas


def _question(types: Mapping[str, FieldType], flavour: str) -> Schema:
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
    schema = _with_items(level, item)
    schema["properties"] |= parts["UseShape"]["properties"]
    schema["properties"]["ask_first"] = {"type": "array", "items": item}
    schema["required"] = [name for name in level["required"] if name != "ask"]
    return {
        **schema,
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


def _tidy(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_tidy(part) for part in schema if part != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _tidy(part)
        for key, part in schema.items()
        if not (key == "title" and isinstance(part, str)) and not (key == "default" and part is None)
    }
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    alone = kept.get("anyOf", ())
    return {**{key: part for key, part in kept.items() if key != "anyOf"}, **alone[0]} if len(alone) == 1 else kept
