"""Answers by block and row, as machines write them, and flat, as they are stored. Two forms of the same answers.

`{"claimant": {"work": "company"}, "children": [{"birth": …}]}` is stored as `{"claimant.work": "company", "children":
["1"], "children.1.birth": …}`. Knows neither whether an answer is good nor whether it is asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.answers import Answers
from forms.field import Value
from forms.procedure import Page, Procedure, Repeat, full_name

# In a row: its number, where that is not its place in the list, so that a row taken away changes no other. No question
# can be called so.
ROW = "#"


def nested(procedure: Procedure, answers: Answers) -> dict[str, Any]:
    """The answers of a path (`Path.answers`) as a tree in the order of the questions. What belongs to no question or to
    no row of the procedure is left out."""
    tree: dict[str, Any] = {}
    for step in procedure.steps:
        prefix = f"{step.block}." if step.block else ""
        found = _level(step.items, answers, prefix, prefix)
        if step.block and found:
            tree[step.block] = found
        else:
            tree |= found
    return tree


def flat(procedure: Procedure, tree: Mapping[str, Any]) -> dict[str, Value]:
    """The tree as stored answers: `flat(nested(answers))` are the same answers. ValueError, with the names, if the tree
    names what the procedure does not ask."""
    names = Names.of(procedure)
    found = dict(leaves(names, tree))
    unknown = sorted(key for key in found if not names.has(key, found[key]))
    if unknown:
        raise ValueError(f"there is no question {', '.join(unknown)}")
    return found


@dataclass(frozen=True)
class Names:
    """What the names of a procedure stand for: questions, repeats, and blocks, which are only groups."""

    questions: frozenset[str]
    repeats: frozenset[str]
    blocks: frozenset[str]

    @classmethod
    def of(cls, procedure: Procedure) -> "Names":
        repeats = frozenset(repeat.id for repeat in procedure.repeats)
        blocks = frozenset(step.block for step in procedure.steps if step.block)
        return cls(frozenset(procedure.by_name), repeats, blocks)

    def lists(self, key: str, value: object) -> bool:
        """Whether `value` stands for the rows of a repeat."""
        return isinstance(value, list) and full_name(key) in self.repeats and not key.rpartition(".")[2].isdigit()

    def has(self, key: str, value: object) -> bool:
        return full_name(key) in self.questions or self.lists(key, value)


def leaves(names: Names, tree: Mapping[str, Any], inside: str = "") -> Iterator[tuple[str, Value]]:
    """(key, value) of each answer in the tree, and (key, numbers of its rows) of each repeat. A name may be dotted
    (`claimant.work`). What the procedure does not know comes as it stands."""
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


def _level(items: Sequence[Page | Repeat], answers: Answers, prefix: str, at: str) -> dict[str, Any]:
    """The answers of one level. `prefix` begins the full names of its questions, `at` their keys."""
    found: dict[str, Any] = {}
    for item in items:
        if isinstance(item, Page):
            owns = (field.name.removeprefix(prefix) for field in item.fields)
            found |= {own: answers[f"{at}{own}"] for own in owns if f"{at}{own}" in answers}
            continue
        own = item.id.removeprefix(prefix)
        numbers = answers.get(f"{at}{own}")
        if numbers is not None:
            found[own] = [
                ({} if number == str(place) else {ROW: number})
                | _level(item.items, answers, f"{item.id}.", f"{at}{own}.{number}.")
                for place, number in enumerate(numbers, start=1)
            ]
    return found
