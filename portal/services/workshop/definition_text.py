"""Edits characters, never the rest."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from copy import deepcopy
from itertools import pairwise
from typing import Any

from forms.complaints import Refused
from forms.loading.tree import Node, read_tree
from portal.services.workshop.write_yaml import below, flow, item

Path = tuple[str | int, ...]
# Lines that the two parsers count differently.
_OTHER_LINES = re.compile("[\x85\u2028\u2029]|\r(?!\n)")
_DASH = re.compile(r" *- +")
_LONG = ("ask", "scenarios")  # what is long comes last


class LeftToText(Exception):
    # The form would change more than it was asked to.
    pass


class DefinitionText:
    # Raises Refused for what is no YAML.
    def __init__(self, text: str) -> None:
        self.text = text if text.endswith("\n") else f"{text}\n"
        self.tree = read_tree(self.text, "")
        if _OTHER_LINES.search(text):
            raise LeftToText("lines")
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def node(self, path: Path) -> Node:
        # Raises LeftToText.
        node: Node | None = self.tree
        for step in path:
            node = node.get(step) if node is not None and not (isinstance(step, int) and step < 0) else None
        if node is None:
            raise LeftToText("path")
        return node

    def begin(self, node: Node) -> int:
        return self.starts[node.mark[0] - 1] + node.mark[1] - 1

    def key(self, parent: Node, name: str) -> int:
        line, column = parent.keys[name]
        return self.starts[line - 1] + column - 1

    def line_start(self, place: int) -> int:
        return self.starts[bisect_right(self.starts, place) - 1]

    def line_end(self, place: int) -> int:
        return self.text.index("\n", place) + 1

    def lines_of(self, path: Path) -> tuple[int, int]:
        # First and last, from 1.
        node = self.node(path)
        return node.mark[0], bisect_right(self.starts, max(node.end - 1, self.begin(node)))

    def chunk(self, path: Path) -> tuple[int, int, int]:
        # Of an item on lines of its own: where the comment above it, it and what follows begin.
        node, siblings = self.node(path), self.node(path[:-1])
        start = self.line_start(self.begin(node))
        if not _DASH.fullmatch(self.text[start : self.begin(node)]) or self.text[self.begin(siblings)] == "[":
            raise LeftToText("layout")
        lead, mark = start, self.text[start : self.begin(node)].index("-")
        while lead and re.fullmatch(f" {{{mark}}}#.*\n", before := self.text[self.line_start(lead - 1) : lead]):
            lead -= len(before)
        return lead, start, self.line_end(node.end - 1)

    def with_text(self, start: int, end: int, words: str) -> "DefinitionText":
        try:
            return DefinitionText(self.text[:start] + words + self.text[end:])
        except Refused:
            raise LeftToText("layout") from None

    # Keys of a mapping.

    def set(self, path: Path, key: str, value: Any) -> "DefinitionText":
        # None removes the key.
        parent = self.node(path)
        if not isinstance(parent.value, dict):
            raise LeftToText("layout")
        child = parent.get(key)
        if child is None:
            return self if value is None else self._add(parent, key, value)
        if value is None:
            return self._drop(parent, key)
        if child.plain() == value:
            return self
        start, after = self.begin(child), self._colon(parent, key)
        if isinstance(child.value, dict | tuple):
            self._no_comment(after, child.end)
            start = start if self.text[start] in "{[" else after
            return self.with_text(start, child.end, f"{' ' if start == after else ''}{flow(value)}")
        return self.with_text(start, child.end, flow(value))

    def _colon(self, parent: Node, key: str) -> int:
        after = self.text.index(":", self.key(parent, key) + len(key)) + 1
        self._no_comment(self.key(parent, key), after)
        return after

    def _no_comment(self, start: int, end: int) -> None:
        if "#" in self.text[start:end]:
            raise LeftToText("comment")

    def _in_braces(self, parent: Node) -> bool:
        return self.text[self.begin(parent)] == "{"

    def _add(self, parent: Node, key: str, value: Any) -> "DefinitionText":
        if self._in_braces(parent):
            last = max((child.end for child in parent.mapping.values()), default=0)
            place = last or self.begin(parent) + 1
            return self.with_text(place, place, f"{', ' if last else ''}{key}: {flow(value)}")
        # Below the lines of one value each, and above the list of questions or examples.
        before = [name for name in parent.mapping if name not in _LONG]
        below_it = next((self.key(parent, name) for name in parent.mapping if name in _LONG), 0)
        names = [name for name in before if self.key(parent, name) < below_it] or before
        place, column = self.line_end(parent.mapping[names[-1]].end - 1), parent.mark[1] - 1
        return self.with_text(place, place, f"{' ' * column}{key}:{below(value, column)}")

    def _drop(self, parent: Node, key: str) -> "DefinitionText":
        names = sorted(parent.mapping, key=lambda name: self.key(parent, name))
        place, child, number = self.key(parent, key), parent.mapping[key], names.index(key)
        following = names[number + 1] if number + 1 < len(names) else ""
        if self._in_braces(parent) and number:
            start = parent.mapping[names[number - 1]].end
            self._no_comment(start, place)
            return self.with_text(start, child.end, "")
        if not self._in_braces(parent) and not self.text[self.line_start(place) : place].strip():
            self._no_comment(place, self.begin(child))
            rest = self.text[child.end : self.line_end(child.end - 1)]
            if rest.strip():  # a comment behind it stays
                return self.with_text(place, child.end + len(rest) - len(rest.lstrip()), "")
            return self.with_text(self.line_start(place), self.line_end(child.end - 1), "")
        if not following:
            raise LeftToText("layout")
        self._no_comment(child.end, self.key(parent, following))
        return self.with_text(place, self.key(parent, following), "")

    def arranged(self, path: Path, keys: Sequence[str]) -> "DefinitionText":
        # The keys of a mapping in another order, each as it is written.
        parent = self.node(path)
        start = {key: self.key(parent, key) for key in keys}
        places = sorted(start.values())
        if self._in_braces(parent):
            ends = sorted(parent.mapping[key].end for key in keys)
            for end, following in zip(ends, places[1:], strict=False):
                self._no_comment(end, following)
            words = ", ".join(self.text[start[key] : parent.mapping[key].end] for key in keys)
            return self.with_text(places[0], ends[-1], words)
        lines = {key: (self.line_start(start[key]), self.line_end(parent.mapping[key].end - 1)) for key in keys}
        spans = sorted(lines.values())
        if any(end != following for (_, end), (following, _) in pairwise(spans)):
            raise LeftToText("comment")
        words = "".join(self.text[slice(*lines[key])] for key in keys)
        return self.with_text(spans[0][0], spans[-1][1], words)

    # Items of a list.

    def remove(self, path: Path) -> "DefinitionText":
        lead, _, end = self.chunk(path)
        siblings = self.node(path[:-1])
        if len(siblings.value) > 1:  # type: ignore[arg-type]
            return self.with_text(lead, end, "")
        after = self._colon(self.node(path[:-2]), str(path[-2]))
        return self.with_text(after, end, f" []{self.text[after:lead]}")

    def replace(self, path: Path, value: Any) -> "DefinitionText":
        node = self.node(path)
        self._no_comment(self.begin(node), node.end)
        return self.with_text(self.begin(node), node.end, flow(value))

    def swap(self, path: Path) -> "DefinitionText":
        # With the next one.
        above = self.chunk(path)
        below = self.chunk((*path[:-1], int(path[-1]) + 1))
        first, between, second = (
            self.text[above[0] : above[2]], self.text[above[2] : below[0]], self.text[below[0] : below[2]],
        )  # fmt: skip
        return self.with_text(above[0], below[2], second + between + first)

    def insert(self, path: Path, write: Callable[[int], str]) -> "DefinitionText":
        # `write`: the item for a column of its dash; `path` is where it will be.
        siblings, number = self.node(path[:-1]), int(path[-1])
        if siblings.value == ():
            parent, key = self.node(path[:-2]), str(path[-2])
            if self._in_braces(parent) or self.text[self._colon(parent, key) : siblings.end].strip() != "[]":
                raise LeftToText("layout")
            after, rest = self._colon(parent, key), self.line_end(siblings.end)
            words = self.text[siblings.end : rest] + write(parent.mark[1] + 1)
            return self.with_text(after, rest, words)
        known = self.chunk((*path[:-1], max(number - 1, 0)))
        column = self.text[known[1] : known[2]].index("-")
        place = known[2] if number else known[0]
        return self.with_text(place, place, write(column))

    def item_text(self, path: Path, column: int, *, comment: bool = True) -> str:
        # As it would be written with its dash in another column.
        lead, start, end = self.chunk(path)
        shift = column - self.text[start:end].index("-")
        lines = self.text[lead if comment else start : end].splitlines(keepends=True)
        return "".join(_shifted(line, shift) for line in lines)


def _shifted(line: str, shift: int) -> str:
    if not line.strip():
        return line
    if shift >= 0:
        return " " * shift + line
    if line[:-shift].strip():
        raise LeftToText("layout")
    return line[-shift:]


def edited(text: str, change: Callable[[DefinitionText], DefinitionText], expected: Callable[[Any], Any]) -> str:
    # Raises LeftToText where the text would not mean what `expected` makes of the data, Refused for no YAML.
    before = DefinitionText(text)
    after = change(before)
    wanted = deepcopy(before.tree.plain())
    if after.tree.plain() != expected(wanted):
        raise LeftToText("meaning")
    return after.text if text.endswith("\n") else after.text.removesuffix("\n")


def at(data: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        data = data[step]
    return data


def written(value: dict[str, Any] | str) -> Callable[[int], str]:
    return lambda column: item(value, column)
