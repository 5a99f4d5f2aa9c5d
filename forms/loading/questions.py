"""Collects steps, pages, rows and questions before rules, which refer to them."""

import keyword
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from forms.definition.field import FieldType
from forms.loading.items import items
from forms.loading.question_shape import FieldShape
from forms.loading.reading import Reading
from forms.loading.step_shape import RepeatedStepShape, RowsShape, StepShape, TogetherShape
from forms.loading.tree import Mark, Node, file_of
from forms.rules.faults import did_you_mean

# Roots of the language of rules and keywords of Python: a question of that name could not be used in a rule.
RESERVED = frozenset(
    {"today", "city", "principal", "household", "register", "door", "answered", "with", *keyword.kwlist}
)
# Names of types in HTML and other form systems, too different from ours for a spelling guess.
ELSEWHERE: Mapping[str, str] = {
    "boolean": "yes_no", "checkbox": "multiple_choice", "checkboxes": "multiple_choice", "currency": "money",
    "dropdown": "choice", "image": "file", "name": "person_name", "number": "integer", "radio": "choice",
    "select": "choice", "string": "text", "tel": "phone", "textarea": "long_text", "upload": "file",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Prefixes for bare names (nearest first), repeats (outermost first), role."""

    prefixes: tuple[str, ...] = ("",)
    rows: tuple[str, ...] = ()
    role: str = ""

    def full(self, name: str) -> str:
        return self.prefixes[0] + name

    def under(self, name: str, role: str) -> "Place":
        return replace(self, prefixes=(f"{self.full(name)}.", *self.prefixes), role=role or self.role)

    def inside(self, name: str, role: str) -> "Place":
        inner = self.under(name, role)
        return replace(inner, rows=(*self.rows, self.full(name)))

    @property
    def row(self) -> str:
        return self.rows[-1] if self.rows else ""


@dataclass(frozen=True)
class DraftField:
    name: str  # with its prefix
    shape: FieldShape
    node: Node
    type: FieldType
    settings: Any
    place: Place


@dataclass(frozen=True)
class DraftPage:
    id: str
    title: str
    fields: tuple[DraftField, ...]


@dataclass(frozen=True)
class DraftRepeat:
    name: str
    shape: RowsShape
    node: Node
    items: "tuple[DraftPage | DraftRepeat, ...]"
    place: Place
    outside: Place


@dataclass(frozen=True)
class DraftStep:
    shape: StepShape | RepeatedStepShape
    node: Node
    items: tuple[DraftPage | DraftRepeat, ...]
    place: Place

    @property
    def fields(self) -> tuple[DraftField, ...]:
        return tuple(fields_in(self.items))

    @property
    def repeats(self) -> tuple[DraftRepeat, ...]:
        return tuple(repeats_in(self.items))


def fields_in(parts: Iterable[DraftPage | DraftRepeat]) -> Iterator[DraftField]:
    for part in parts:
        yield from part.fields if isinstance(part, DraftPage) else fields_in(part.items)


def repeats_in(parts: Iterable[DraftPage | DraftRepeat]) -> Iterator[DraftRepeat]:
    for part in parts:
        if isinstance(part, DraftRepeat):
            yield part
            yield from repeats_in(part.items)


@dataclass
class Questions:
    reading: Reading
    types: Mapping[str, FieldType]
    broken: set[str] = field(default_factory=set)
    seen: dict[tuple[str, str], Mark] = field(default_factory=dict)

    def steps(self, node: Node | None) -> tuple[DraftStep, ...]:
        steps = [self.step(child) for child in items(node)]
        return tuple(step for step in steps if step is not None)

    def step(self, node: Node) -> DraftStep | None:
        place = Place()
        self.once("step", node, place)
        if node.get("repeat") is not None:
            repeated = self.reading.shape(RepeatedStepShape, node)
            repeat = self.repeat(node, place, repeated)
            return None if repeated is None or repeat is None else DraftStep(repeated, node, (repeat,), place)
        shape = self.reading.shape(StepShape, node)
        if shape is not None and shape.as_ is not None:
            self.name_once(shape.as_, node, "as", place)
            place = place.under(shape.as_, shape.role)
        elif shape is not None:
            place = replace(place, role=shape.role)
        parts = self.parts(node, place)
        return None if shape is None else DraftStep(shape, node, parts, place)

    def parts(self, node: Node, place: Place) -> tuple[DraftPage | DraftRepeat, ...]:
        parts = [self.part(child, place) for child in items(node.get("ask"))]
        return tuple(part for part in parts if part is not None)

    def part(self, node: Node, place: Place) -> DraftPage | DraftRepeat | None:
        if node.get("repeat") is not None:
            return self.repeat(node, place, self.reading.shape(RowsShape, node))
        return self.page(node, place)

    def repeat(self, node: Node, outside: Place, shape: RowsShape | None) -> DraftRepeat | None:
        name = node.mapping["repeat"]
        self.name_once(str(name.value), node, "repeat", outside)
        inside = outside.inside(str(name.value), node.word("role") if node.get("role") is not None else "")
        source = node.get("rows_of")
        if source is not None:
            # Each row also enters the row it belongs to: `children.birth` is then that child's.
            inside = replace(inside, rows=(*outside.rows, str(source.value), inside.row))
        parts = self.parts(node, inside)
        if shape is None:
            return None
        if shape.rows is not None and shape.rows_from is not None:
            self.reading.complain(node.keys["rows"], "repeat.rows", "write either `rows` or `rows_from`")
        if shape.rows_of is not None and (shape.rows is not None or shape.rows_from is not None):
            self.reading.complain(
                node.keys["rows_of"], "repeat.rows", "write only one of `rows`, `rows_from`, `rows_of`"
            )
        if shape.max < shape.min:
            self.reading.complain(node.mapping["max"].mark, "repeat.max", f"less than `min`, which is {shape.min}")
        return DraftRepeat(outside.full(shape.repeat), shape, node, parts, inside, outside)

    def name_once(self, name: str, node: Node, key: str, place: Place) -> None:
        """Repeats and block instances share this namespace: `children.any(...)`, `claimant.work`."""
        mark = node.mapping[key].mark
        if name in RESERVED:
            self.reading.complain(mark, "id.reserved", f"{name} is a reserved word in rules: choose another")
        if ("field", place.full(name)) in self.seen:
            self.reading.complain(mark, "field.duplicate", f"the name {name} is used twice: choose another")
        self.seen[("field", place.full(name))] = mark

    def page(self, node: Node, place: Place) -> DraftPage | None:
        self.once("page", node, place)
        if node.get("together") is None:
            draft = self.field(node, place)
            return None if draft is None else DraftPage(draft.name, "", (draft,))
        shape = self.reading.shape(TogetherShape, node)
        drafts = [self.field(child, place) for child in items(node.get("ask"))]
        fields = tuple(draft for draft in drafts if draft is not None)
        return None if shape is None else DraftPage(place.full(shape.id), shape.together, fields)

    def field(self, node: Node, place: Place) -> DraftField | None:
        self.once("field", node, place)
        shape = self.reading.shape(FieldShape, node)
        draft = None if shape is None else self.typed(shape, node, place)
        name = node.get("id")
        if draft is None and name is not None:
            self.broken.add(str(name.value))
        return draft

    def typed(self, shape: FieldShape, node: Node, place: Place) -> DraftField | None:
        if shape.id in RESERVED:
            self.reading.complain(
                node.mapping["id"].mark, "id.reserved", f"{shape.id} is a reserved word in rules: choose another"
            )
        kind = self.types.get(shape.type)
        if kind is None:
            mark = node.mapping["type"].mark
            replacement = ELSEWHERE.get(shape.type)
            guess = f": did you mean {replacement}?" if replacement else did_you_mean(shape.type, self.types)
            message = f"no field type {shape.type}{guess or ': see docs/field-types.md'}"
            self.reading.complain(mark, "field.type", message)
            return None
        try:
            settings = kind.Settings.model_validate(shape.model_extra)
        except ValidationError as error:
            self.reading.invalid(error, node, FieldShape, kind.Settings)
            return None
        return DraftField(place.full(shape.id), shape, node, kind, settings, place)

    def once(self, kind: str, node: Node, place: Place) -> None:
        name = node.get("id")
        if name is None:
            return
        full = place.full(str(name.value))
        if (kind, full) in self.seen:
            self.reading.complain(name.mark, f"{kind}.duplicate", f"the id {name.value} is used twice: choose another")
        outer = [
            self.seen[("field", address)]
            for prefix in place.prefixes[1:]
            if ("field", address := prefix + str(name.value)) in self.seen
        ]
        if kind == "field" and outer:
            location = f"{file_of(outer[0], self.reading.name)}:{outer[0][0]}:{outer[0][1]}"
            message = f"{name.value} is also the id at {location}: rules could not distinguish them, rename one of them"
            self.reading.complain(name.mark, "id.shadow", message)
        self.seen[(kind, full)] = name.mark
