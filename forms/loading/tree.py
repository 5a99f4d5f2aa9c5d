"""YAML text into a tree that remembers where everything stands. Knows YAML, not what a definition is.

Stricter than YAML 1.2: anchors, aliases, tags, null, duplicate keys and numbers with a leading zero are refused,
because a careful official who reads the file aloud cannot hear them. Only whole numbers and true/false are no text.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from forms.complaints import Complaint, Refused

MAX_DEPTH = 20
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,15})")
_LEADING_ZERO = re.compile(r"-?0[0-9]+")
_OF_OLD_YAML = re.compile(r"[\t\x85\u2028\u2029\ufeff]|\r(?!\n)|^%|^\.\.\.|[|>][-+\d]*#", re.MULTILINE)
_END_OF_LINE = re.compile("\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What to write instead, by what YAML says of it.
_SYNTAX = (
    ("got ':'", "quote what has a colon"),
    ("but got '['", "quote what has a bracket or a comma"),
    ("mapping values are not allowed", "mend the indentation, or quote what has a colon"),
    ("unexpected end of stream", "a quote or a bracket is not closed"),
    ("but got '<stream end>'", "a bracket is not closed"),
    ("'\\t'", "indent with spaces"),
    ("but found '<block mapping start>'", "mend the indentation"),
)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})

Mark = tuple[int, int]  # line and column, from 1


class Elsewhere(tuple[int, int]):
    """A place in another file than the one that is read: a block's."""

    file: str

    @classmethod
    def at(cls, file: str, line: int, column: int) -> "Elsewhere":
        mark = cls((line, column))
        mark.file = file
        return mark


def moved(mark: Mark, columns: int) -> Mark:
    """A place so many columns to the right, in the same file."""
    line, column = mark
    if isinstance(mark, Elsewhere):
        return Elsewhere.at(mark.file, line, column + columns)
    return line, column + columns


def file_of(mark: Mark, here: str) -> str:
    """The file of a place that was found while `here` was read."""
    return mark.file if isinstance(mark, Elsewhere) else here


@dataclass(frozen=True)
class Node:
    """A value and its place. `keys` are the places of a mapping's keys; `begins` is where the text of a scalar begins,
    None where what is written differs from what is meant (escapes, several lines); `given` is the plain data that it was
    made of, if it was."""

    value: str | int | bool | dict[str, "Node"] | tuple["Node", ...]
    mark: Mark = (1, 1)
    keys: Mapping[str, Mark] = field(default_factory=dict)
    begins: Mark | None = None
    given: Any = field(default=None, compare=False, repr=False)

    def get(self, step: object) -> "Node | None":
        """The part that `step` leads to: a key of a mapping, or a number in a list."""
        if isinstance(self.value, dict):
            return self.value.get(str(step))
        if isinstance(self.value, tuple) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None

    @property
    def mapping(self) -> Mapping[str, "Node"]:
        """The parts of a mapping; none where something else stands."""
        return self.value if isinstance(self.value, dict) else {}

    def part(self, key: str) -> Mapping[str, "Node"]:
        """The mapping at `key`, if there is one."""
        child = self.get(key)
        return {} if child is None else child.mapping

    def word(self, key: str) -> str:
        """The text at `key`. KeyError if there is none."""
        return str(self.mapping[key].value)

    def plain(self) -> Any:
        """The same without places: dict, list, str, int, bool. To be read, not written to."""
        if self.given is not None:
            return self.given
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        return [child.plain() for child in self.value] if isinstance(self.value, tuple) else self.value


def node_of(data: Any) -> Node:
    """Plain data as a tree without places."""
    if isinstance(data, dict):
        parts = {key: node_of(child) for key, child in data.items()}
        return Node(parts, keys=dict.fromkeys(data, (1, 1)), given=data)
    return Node(tuple(node_of(child) for child in data), given=data) if isinstance(data, list) else Node(data)


def read_tree(text: str, name: str, *, elsewhere: bool = False) -> Node:
    """The one mapping in `text`. `Refused` with every complaint; `name` stands before each. `elsewhere`: its parts will
    stand in trees of other files, and their places say which file they are from."""
    if not _OF_OLD_YAML.search(text):
        with suppress(Refused):
            return _read(_quickly(text), _Builder(name, text, elsewhere))
    return _read(YAML(typ="rt").parse(text), _Builder(name, text, elsewhere))


def _quickly(text: str) -> Iterator[Any]:
    """By libyaml, thirty times as fast. It speaks YAML 1.1: what that reads in another way is not given to it, and whatever
    it or we complain about is read again by the slow reader, whose complaints are told."""
    parser = CParser(text)
    while parser.check_event():
        yield parser.get_event()


def _read(events: Iterator[Any], builder: "_Builder") -> Node:
    builder.events = events
    root = None
    try:
        root = builder.document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        advice = next((f": {advice}" for said, advice in _SYNTAX if said in str(error.problem)), "")
        builder.complain(at, "yaml.syntax", f"{error.problem}{advice}")
    except (YAMLError, ValueError, OverflowError) as error:
        # The last two: an escape that means no character; ruamel tells no place for these.
        builder.complain((1, 1), "yaml.syntax", str(error).partition("\n")[0])
    if root is not None and not isinstance(root.value, dict):
        builder.complain(root.mark, "yaml.mapping", "a definition is a mapping: write `key: value`")
    if builder.complaints or root is None:
        raise Refused(builder.complaints)
    return root


class _Builder:
    def __init__(self, name: str, text: str, elsewhere: bool) -> None:
        self.name = name
        self.elsewhere = elsewhere
        self.lines = _END_OF_LINE.split(text)
        self.events: Iterator[Any] = iter(())
        self.complaints: list[Complaint] = []

    def complain(self, mark: Mark, key: str, text: str) -> None:
        self.complaints.append(Complaint(self.name, *mark, key, text))

    def document(self) -> Node | None:
        root = None
        starts = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                starts += 1
                if starts == 1:
                    root = self.node(next(self.events), 0)
                else:
                    self.complain(
                        self.mark(event), "yaml.documents", "one file, one definition: remove the rest after ---"
                    )
                    break
        if root is None:
            self.complain((1, 1), "yaml.mapping", "the file is empty")
        return root

    def node(self, event: Any, depth: int) -> Node:
        mark = self.mark(event)
        if isinstance(event, AliasEvent):
            self.complain(mark, "yaml.alias", f"write it out: no *{event.anchor}")
            return Node("", mark)
        if event.anchor is not None:
            self.complain(mark, "yaml.anchor", f"no anchors: remove &{event.anchor}")
        if event.tag is not None:
            self.complain(mark, "yaml.tag", f"no tags: remove {event.tag}")
        if isinstance(event, ScalarEvent):
            return self.scalar(event, mark)
        if depth == MAX_DEPTH:
            raise Refused(
                [*self.complaints, Complaint(self.name, *mark, "yaml.deep", f"nested deeper than {MAX_DEPTH}")]
            )
        if isinstance(event, SequenceStartEvent):
            return Node(tuple(self.node(child, depth + 1) for child in self.until(SequenceEndEvent)), mark)
        return self.mapping(mark, depth + 1)

    def until(self, end: type) -> Iterator[Any]:
        while not isinstance(event := next(self.events), end):
            yield event

    def mapping(self, mark: Mark, depth: int) -> Node:
        children: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        for event in self.until(MappingEndEvent):
            key = self.key(event, depth)
            if key in children:
                self.complain(self.mark(event), "yaml.duplicate", f"{key} stands here twice: remove one")
            keys[key] = self.mark(event)
            children[key] = self.node(next(self.events), depth)
        return Node(children, mark, keys)

    def key(self, event: Any, depth: int) -> str:
        node = self.node(event, depth)
        if not isinstance(event, ScalarEvent):
            self.complain(node.mark, "yaml.key", "a key is one word")
            return ""
        return event.value  # type: ignore[no-any-return]

    def scalar(self, event: ScalarEvent, mark: Mark) -> Node:
        # ruamel marks with a bell where it folded lines, to write them the same way again.
        text: str = event.value.replace("\a", "") if event.style == ">" else event.value
        plain = not event.style
        if text == "" or (plain and text in _NULL):
            self.complain(mark, "yaml.null", "no null: write a value, leave the key out, or quote what has a comma")
        if _SURROGATE.search(text):
            self.complain(mark, "yaml.character", "half a character: write the character itself")
        if plain and _LEADING_ZERO.fullmatch(text):
            self.complain(mark, "yaml.leading_zero", f'a number would lose its first 0: write "{text}"')
        if plain and text in ("true", "false"):
            return Node(text == "true", mark)
        if plain and _INTEGER.fullmatch(text):
            return Node(int(text), mark)
        return Node(text, mark, begins=self.begins(event, mark))

    def begins(self, event: ScalarEvent, mark: Mark) -> Mark | None:
        line, column = mark
        if event.style in ("|", ">"):
            line = next((number for number, row in enumerate(self.lines[line:], line + 1) if row.strip()), line)
            written = "".join(self.lines[line - 1 : line])
            column = len(written) - len(written.lstrip()) + 1
        elif event.style:
            column += 1
        written = "".join(self.lines[line - 1 : line])
        if not written.startswith(event.value.rstrip("\n"), column - 1):
            return None
        return Elsewhere.at(self.name, line, column) if self.elsewhere else (line, column)

    def mark(self, event: Any) -> Mark:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        return Elsewhere.at(self.name, line, column) if self.elsewhere else (line, column)
