"""An example of each key of the definition format, cut out of the smallest definitions as it is written there.

They are checked with their scenarios by tests/definitions, so that no example is invented.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from forms.definition.registry import field_types
from forms.loading import question_shape, shape, shared_shape, step_shape

SMALLEST = Path(__file__).resolve().parent.parent / "tests" / "definitions" / "smallest"
Place = tuple[str, str]  # model, or type of a question, and key
Models = tuple[type[BaseModel], ...]
_MAPPING = get_origin(Mapping[str, str])


@dataclass(frozen=True)
class Example:
    """`text` as it is in `file`, without the spaces before its first line."""

    text: str
    file: Path


@cache
def found_examples(folder: Path = SMALLEST) -> Mapping[Place, Example]:
    """The shortest of each key; the first file has it where several are as short. A type is shown by its own file."""
    shortest: dict[Place, Example] = {}
    for file in sorted(folder.rglob("*.yaml")):
        for place, text in _Cutting(file).examples():
            example = Example(text, file)
            if place not in shortest or _rank(place, example) < _rank(place, shortest[place]):
                shortest[place] = example
    return shortest


def _rank(place: Place, example: Example) -> tuple[bool, bool, int]:
    model, key = place
    elsewhere = model == "FieldType" and example.file.stem != f"field-{key.replace('_', '-')}"
    return elsewhere, example.file.parent != SMALLEST, len(example.text)


class _Cutting:
    def __init__(self, file: Path) -> None:
        self.text = file.read_text(encoding="utf-8")
        self.root = YAML(typ="safe", pure=True).compose(self.text)
        self.kind = _kind(file)

    def examples(self) -> Iterator[tuple[Place, str]]:
        if self.kind is question_shape.TranslatedShape:
            for _, sentence in self.root.value:
                yield from self.level(sentence, (self.kind,))
        else:
            yield from self.level(self.root, (self.kind,))

    def level(self, node: MappingNode, models: Models) -> Iterator[tuple[Place, str]]:
        """The keys of one level, each with the model that has it, and what is below."""
        asked = next((value.value for key, value in node.value if key.value == "type"), "")
        if question_shape.FieldShape in models:
            yield ("FieldType", asked), self.cut(node, node)
        for key, value in node.value:
            model, name = _owner(models, key.value)
            if model is None:
                kind = field_types()[asked]
                yield (asked, key.value), self.cut(key, value)
                _, name = _owner((kind.Settings,), key.value)
                yield from self.below(kind.Settings.model_fields[name].annotation, value)
            else:
                yield (model.__name__, key.value), self.cut(key, value)
                yield from self.below(_annotation(model, name), value)

    def below(self, annotation: Any, node: Node) -> Iterator[tuple[Place, str]]:
        origin, inner = get_origin(annotation), get_args(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if isinstance(node, MappingNode):
                yield from self.level(node, (annotation,))
        elif origin in (list, tuple) and isinstance(node, SequenceNode):
            for child in node.value:
                # The keys distinguish what `steps` and `ask` contain.
                yield from self.level(child, _asked(child)) if inner[0] is Any else self.below(inner[0], child)
        elif origin in (dict, _MAPPING) and isinstance(node, MappingNode):
            for _, child in node.value:
                yield from self.below(inner[1], child)
        else:
            for part in inner:
                yield from self.below(part, node)

    def cut(self, first: Node, last: Node) -> str:
        """The text from one node to the end of another, without comments after it."""
        column: int = first.start_mark.column
        lines = self.text[first.start_mark.index : last.end_mark.index].rstrip().split("\n")
        while lines[-1].lstrip().startswith("#") or not lines[-1].strip():
            lines.pop()
        return "\n".join([lines[0], *(line[column:] if not line[:column].strip() else line for line in lines[1:])])


def _kind(file: Path) -> type[BaseModel]:
    shared: dict[str, type[BaseModel]] = {"blocks": shared_shape.BlockShape, "codes": shared_shape.CodesShape}
    return question_shape.TranslatedShape if "." in file.stem else shared.get(file.parent.name, shape.DefinitionShape)


def _asked(node: MappingNode) -> Models:
    # What a part of `steps` or `ask` is: a step, rows, a page of several questions, or a question.
    keys = {key.value for key, _ in node.value}
    if "repeat" in keys:
        return step_shape.RowsShape, step_shape.StepShape, question_shape.UseShape
    if "step" in keys:
        return step_shape.StepShape, question_shape.UseShape
    return (step_shape.TogetherShape,) if "together" in keys else (question_shape.FieldShape,)


def _owner(models: Models, key: str) -> tuple[type[BaseModel] | None, str]:
    # The model that has the key, and what Python calls it.
    for model in models:
        for name, field in model.model_fields.items():
            if (field.alias or name) == key:
                return model, name
    return None, key


def _annotation(model: type[BaseModel], name: str) -> Any:
    model.model_rebuild()
    return model.model_fields[name].annotation
