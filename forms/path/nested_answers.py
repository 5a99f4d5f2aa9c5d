"""Answers nested by block and row, as other programs write them, and flat, as stored."""

# `{"claimant": {"work":
# "company"}, "children": [{"birth": …}]}` is stored as `{"claimant.work": "company", "children": ["1"],
# "children.1.birth": …}`.

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.procedure import Page, Procedure, Repeat, full_name

# A row's number if it differs from its position, so that removing a row changes no other. No question can have this
# name.
ROW = "#"


def nested(procedure: Procedure, answers: Answers) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for step in procedure.steps:
        prefix = f"{step.block}." if step.block else ""
        level = _level(step.items, answers, prefix, prefix)
        if step.block and level:
            tree[step.block] = level
        else:
            tree |= level
    return tree


@dataclass(frozen=True)
class Names:
    repeats: frozenset[str]
    blocks: frozenset[str]

    @classmethod
    def of(cls, procedure: Procedure) -> "Names":
        repeats = frozenset(repeat.id for repeat in procedure.repeats)
        blocks = frozenset(step.block for step in procedure.steps if step.block)
        return cls(repeats, blocks)

    def lists(self, key: str, value: object) -> bool:
        return isinstance(value, list) and full_name(key) in self.repeats and not key.rpartition(".")[2].isdigit()


def leaves(names: Names, tree: Mapping[str, Any], inside: str = "") -> Iterator[tuple[str, Value]]:
    """(key, value) of answers, (key, row numbers) of repeats. Names may be dotted; unknown names are kept."""
    for name, value in tree.items():
        key = f"{inside}{name}"
        if names.lists(key, value):
            yield from _rows(names, key, value)
        elif key in names.blocks and isinstance(value, Mapping):
            yield from leaves(names, value, f"{key}.")
        else:
            yield key, value


def _rows(names: Names, key: str, rows: Sequence[Any]) -> Iterator[tuple[str, Value]]:
    numbers = [
        str(row.get(ROW, place) if isinstance(row, Mapping) else place) for place, row in enumerate(rows, start=1)
    ]
    if len(set(numbers)) < len(numbers):
        yield f"{key}.{ROW}", numbers
        return
    yield key, numbers
    for number, row in zip(numbers, rows, strict=True):
        if isinstance(row, Mapping):
            inner = {name: value for name, value in row.items() if name != ROW}
            yield from leaves(names, inner, f"{key}.{number}.")
        else:
            yield f"{key}.{number}.", row


def _level(items: Sequence[Page | Repeat], answers: Answers, prefix: str, key_prefix: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for item in items:
        if isinstance(item, Page):
            owns = (field.name.removeprefix(prefix) for field in item.fields)
            values |= {own: answers[f"{key_prefix}{own}"] for own in owns if f"{key_prefix}{own}" in answers}
            continue
        own = item.id.removeprefix(prefix)
        numbers = answers.get(f"{key_prefix}{own}")
        if numbers is not None:
            values[own] = [
                ({} if number == str(place) else {ROW: number})
                | _level(item.items, answers, f"{item.id}.", f"{key_prefix}{own}.{number}.")
                for place, number in enumerate(numbers, start=1)
            ]
    return values
