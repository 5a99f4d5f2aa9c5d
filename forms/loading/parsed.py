"""Parses YAML into a tree."""

# Stricter than YAML 1.2: anchors, aliases, tags, null, duplicate keys and leading zeros are errors. Only whole numbers
# and true/false are not text.

import re
from collections.abc import Iterator
from contextlib import suppress
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
from forms.loading.tree import Elsewhere, Mark, Node

MAX_DEPTH = 20
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,15})")
_LEADING_ZERO = re.compile(r"-?0[0-9]+")
_OF_OLD_YAML = re.compile(r"[\t\x85\u2028\u2029\ufeff]|\r(?!\n)|^%|^\.\.\.|[|>][-+\d]*#", re.MULTILINE)
_END_OF_LINE = re.compile("\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Advice, by a part of the parser's message.
_SYNTAX = (
    ("got ':'", "quote text that contains a colon"),
    ("but got '['", "quote text that contains a bracket or a comma"),
    ("mapping values are not allowed", "correct the indentation, or quote text that contains a colon"),
    ("unexpected end of stream", "a quote or a bracket is not closed"),
    ("but got '<stream end>'", "a bracket is not closed"),
    ("'\\t'", "indent with spaces"),
    ("but found '<block mapping start>'", "correct the indentation"),
)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_KEY = re.compile("(?!null$|Null$|NULL$)[A-Za-z_][A-Za-z0-9_.-]*")


def parsed(text: str, name: str, elsewhere: bool) -> Node:
    if not _OF_OLD_YAML.search(text):
        with suppress(Refused):
            return _read(_quickly(text), _Builder(name, text, elsewhere))
    return _read(YAML(typ="rt").parse(text), _Builder(name, text, elsewhere))


def _quickly(text: str) -> Iterator[Any]:
    # libyaml is thirty times as fast, but YAML 1.1: what it reads differently goes to the slow parser.
    parser = CParser(text)
    more, event = parser.check_event, parser.get_event
    while more():
        yield event()


def _read(events: Iterator[Any], builder: "_Builder") -> Node:
    builder.events = events
    root = None
    try:
        root = builder.document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        mark_ = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        advice = next((f": {advice}" for problem, advice in _SYNTAX if problem in str(error.problem)), "")
        builder.complain(mark_, "yaml.syntax", f"{error.problem}{advice}")
    except (YAMLError, ValueError, OverflowError) as error:
        # Escapes that mean no character; ruamel gives no place for them.
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
        self.text = text
        self.lines = _END_OF_LINE.split(text)
        self.ended = 0
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
                        self.mark(event), "yaml.documents", "a file holds one definition: remove everything after ---"
                    )
                    break
        if root is None:
            self.complain((1, 1), "yaml.mapping", "the file is empty")
        return root

    def node(self, event: Any, depth: int) -> Node:
        mark = self.mark(event)
        if isinstance(event, AliasEvent):
            self.complain(mark, "yaml.alias", f"aliases are not allowed: write the value instead of *{event.anchor}")
            return Node("", mark)
        if event.anchor is not None:
            self.complain(mark, "yaml.anchor", f"anchors are not allowed: remove &{event.anchor}")
        if event.tag is not None:
            self.complain(mark, "yaml.tag", f"tags are not allowed: remove {event.tag}")
        if isinstance(event, ScalarEvent):
            return self.scalar(event, mark)
        if depth == MAX_DEPTH:
            raise Refused(
                [*self.complaints, Complaint(self.name, *mark, "yaml.deep", f"nested deeper than {MAX_DEPTH}")]
            )
        if isinstance(event, SequenceStartEvent):
            children = tuple(self.node(child, depth + 1) for child in self.until(SequenceEndEvent))
            return Node(children, mark, end=self.ended)
        return self.mapping(mark, depth + 1)

    def until(self, end: type) -> Iterator[Any]:
        event = next(self.events)
        while not isinstance(event, end):
            yield event
            event = next(self.events)
        # The parser ends a block where the next one begins; it ends with its last value.
        last: Any = event
        if last.end_mark.index > last.start_mark.index:
            self.ended = last.end_mark.index

    def mapping(self, mark: Mark, depth: int) -> Node:
        children: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        for event in self.until(MappingEndEvent):
            place = self.mark(event)
            key = self.key(event, place, depth)
            if key in children:
                self.complain(place, "yaml.duplicate", f"{key} occurs here twice: remove one")
            keys[key] = place
            children[key] = self.node(next(self.events), depth)
        return Node(children, mark, keys, end=self.ended)

    def key(self, event: Any, mark: Mark, depth: int) -> str:
        if type(event) is ScalarEvent and event.anchor is None and event.tag is None and _KEY.fullmatch(event.value):
            return str(event.value)  # most of them, and nothing to complain about
        self.node(event, depth)
        if not isinstance(event, ScalarEvent):
            self.complain(mark, "yaml.key", "a key must be one word")
            return ""
        return event.value  # type: ignore[no-any-return]

    def scalar(self, event: ScalarEvent, mark: Mark) -> Node:
        # ruamel marks folded lines with a bell character.
        text: str = event.value.replace("\a", "") if event.style == ">" else event.value
        plain = not event.style
        end = self.ended = event.end_mark.index
        if event.style in ("|", ">"):
            end = self.ended = len(self.text[:end].rstrip())
        if text == "" or (plain and text in _NULL):
            self.complain(
                mark,
                "yaml.null",
                "null is not allowed: write a value, remove the key, or quote text that contains a comma",
            )
        if _SURROGATE.search(text):
            self.complain(mark, "yaml.character", "a lone surrogate: write the character itself")
        if plain and _LEADING_ZERO.fullmatch(text):
            self.complain(mark, "yaml.leading_zero", f'the number would lose its leading 0: write "{text}"')
        if plain and text in ("true", "false"):
            return Node(text == "true", mark, end=end)
        if plain and _INTEGER.fullmatch(text):
            return Node(int(text), mark, end=end)
        return Node(text, mark, begins=self.begins(event, mark), end=end)

    def line(self, number: int) -> str:
        # The slow parser ends lines at more characters.
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def begins(self, event: ScalarEvent, mark: Mark) -> Mark | None:
        line, column = mark
        if event.style in ("|", ">"):
            rest = range(line + 1, len(self.lines) + 1)
            line = next((number for number in rest if self.lines[number - 1].strip()), line)
            written = self.line(line)
            column = len(written) - len(written.lstrip()) + 1
        elif event.style:
            column += 1
        written = self.line(line)
        if not written.startswith(event.value.rstrip("\n"), column - 1):
            return None
        return Elsewhere.at(self.name, line, column) if self.elsewhere else (line, column)

    def mark(self, event: Any) -> Mark:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        return Elsewhere.at(self.name, line, column) if self.elsewhere else (line, column)
