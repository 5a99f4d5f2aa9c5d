"""A tree of YAML with line and column."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from forms.complaints import Refused

Mark = tuple[int, int]  # line and column, from 1


class Elsewhere(tuple[int, int]):
    file: str

    @classmethod
    def at(cls, file: str, line: int, column: int) -> "Elsewhere":
        mark = cls((line, column))
        mark.file = file
        return mark


def moved(mark: Mark, columns: int) -> Mark:
    line, column = mark
    if isinstance(mark, Elsewhere):
        return Elsewhere.at(mark.file, line, column + columns)
    return line, column + columns


def file_of(mark: Mark, current_file: str) -> str:
    return mark.file if isinstance(mark, Elsewhere) else current_file


@dataclass(frozen=True)
class Node:
    value: str | int | bool | dict[str, "Node"] | tuple["Node", ...]
    mark: Mark = (1, 1)
    keys: Mapping[str, Mark] = field(default_factory=dict)  # places of a mapping's keys
    end: int = field(default=0, compare=False)  # where the value ends, in characters
    begins: Mark | None = None  # start of a scalar's text, None if escapes change it
    given: Any = field(default=None, compare=False, repr=False)  # the plain data it was made from

    def get(self, step: object) -> "Node | None":
        if isinstance(self.value, dict):
            return self.value.get(str(step))
        if isinstance(self.value, tuple) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None

    def at(self, steps: Iterable[object]) -> "Node | None":
        node: Node | None = self
        for step in steps:
            node = node.get(step) if node is not None else None
        return node

    @property
    def mapping(self) -> Mapping[str, "Node"]:
        return self.value if isinstance(self.value, dict) else {}

    def part(self, key: str) -> Mapping[str, "Node"]:
        child = self.get(key)
        return {} if child is None else child.mapping

    def word(self, key: str) -> str:
        # Raises KeyError.
        return str(self.mapping[key].value)

    def plain(self) -> Any:
        # Possibly shared: do not modify.
        if self.given is not None:
            return self.given
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        return [child.plain() for child in self.value] if isinstance(self.value, tuple) else self.value


def node_of(data: Any) -> Node:
    if isinstance(data, dict):
        parts = {key: node_of(child) for key, child in data.items()}
        return Node(parts, keys=dict.fromkeys(data, (1, 1)), given=data)
    return Node(tuple(node_of(child) for child in data), given=data) if isinstance(data, list) else Node(data)


def read_tree(text: str, name: str, *, elsewhere: bool = False) -> Node:
    # Raises Refused. `elsewhere`: for parts of other files; marks hold this file.
    if not elsewhere:
        with suppress(Refused):
            return _known(text)
    return _parsed(text, name, elsewhere)


@lru_cache(maxsize=8)  # an author's text is read by the form and by the check
def _known(text: str) -> Node:
    return _parsed(text, "", False)


def _parsed(text: str, name: str, elsewhere: bool) -> Node:
    from forms.loading.parsed import parsed  # noqa: PLC0415 - a start that has what it needs of all sheets parses none

    return parsed(text, name, elsewhere)
