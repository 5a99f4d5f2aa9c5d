"""Keys and values that a definition may have, for completion."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from forms.definition.registry import field_types
from forms.loading import Library
from forms.loading.format_schema import format_schema
from forms.loading.meanings import meaning_of_type
from forms.rules.functions import NAMES

_ITEM, _STEP = "Item", "Step"
# Of several shapes at one place, all their keys: only the text says which of them it is.
_EITHER: Mapping[str, tuple[str, ...]] = {
    _STEP: ("Step", "RepeatedStep"), _ITEM: ("FieldShape", "Together", "Rows", "UseShape"),
}  # fmt: skip
_RULES = frozenset({"when", "that", "compute", "required", "rows", "due", "amount", "tickets", "until", "on", "exempt"})
Words = dict[str, Any]


def list_words(library: Library) -> Words:
    """`shapes`: shape → key → [meaning, shape of what is below, values]; the keys of a question's type are in the shape
    `type <id>`."""
    return {
        "shapes": _shapes(),
        "types": {id: meaning_of_type(id) for id in field_types()},
        "blocks": {name: block.shape.title for name, block in sorted(library.blocks.items())},
        "codes": dict.fromkeys(sorted(library.codes), ""),
        "functions": sorted(NAMES),
        "rules": sorted(_RULES),
    }


@lru_cache(maxsize=1)
def _shapes() -> Words:
    types = field_types()
    parts = format_schema(types)["$defs"]
    reader = _Reader(parts)
    reader.add("DefinitionShape")
    for name, kind in types.items():
        settings = kind.Settings.__name__
        reader.shapes[f"type {name}"] = {
            key: reader.entry(part) for key, part in parts[settings].get("properties", {}).items()
        }
    return reader.shapes


class _Reader:
    def __init__(self, parts: Mapping[str, Any]) -> None:
        self.parts = parts
        self.shapes: dict[str, dict[str, list[Any]]] = {}

    def add(self, name: str) -> str:
        if name not in self.shapes:
            keys: dict[str, list[Any]] = {}
            self.shapes[name] = keys
            for part in _EITHER.get(name, (name,)):
                for key, schema in self.parts[part].get("properties", {}).items():
                    keys.setdefault(key, self.entry(schema))
        return name

    def entry(self, schema: Mapping[str, Any]) -> list[Any]:
        return [schema.get("description", ""), self.below(schema), self.values(schema)]

    def below(self, schema: Mapping[str, Any]) -> str:
        reference = schema.get("$ref", "")
        if "/properties/" in reference:
            shape, _, key = reference.removeprefix("#/$defs/").partition("/properties/")
            return self.below(self.parts[shape]["properties"][key])
        if reference:
            name = reference.rpartition("/")[2]
            name = _ITEM if name.startswith("Question") else _STEP if name == "RepeatedStep" else name
            return self.add(name) if name in _EITHER or "properties" in self.parts[name] else ""
        for inner in (
            schema.get("items"),
            schema.get("additionalProperties"),
            *schema.get("patternProperties", {}).values(),
        ):
            if isinstance(inner, Mapping) and (below := self.below(inner)):
                # A key of one's own is between a mapping of such and what each holds.
                return below if inner is schema.get("items") else f"*{below}"
        for inner in (*schema.get("anyOf", ()), *(schema.get(key) for key in ("then", "else"))):
            if isinstance(inner, Mapping) and (below := self.below(inner)):
                return below
        return ""

    def values(self, schema: Mapping[str, Any]) -> list[str]:
        if schema.get("type") == "boolean":
            return ["true", "false"]
        if "enum" in schema:
            return [str(value) for value in schema["enum"]]
        inner = [*schema.get("anyOf", ()), schema.get("items")]
        values = [value for part in inner if part for value in self.values(part)]
        return list(dict.fromkeys(values))
