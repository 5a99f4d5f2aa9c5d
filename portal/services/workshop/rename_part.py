"""A question or a repeat gets another name, and so does each rule, example, layout of words and translation that says it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from forms.loading.tree import Node
from portal.services.workshop.definition_text import DefinitionText, LeftToText, Path
from portal.services.workshop.edit_questions import QUESTION, ROWS, kind_of, parts_of
from portal.services.workshop.rules.build_condition import names_of

# Keys whose texts are rules or names; keys of which the keys are names; texts may have names in braces.
_RULES = frozenset({
    "when", "that", "compute", "rows", "rows_from", "due", "year", "until", "by", "amount", "tickets", "at_counter", "required",
    "days", "exempt", "same", "per", "instead", "keep", "ask_again", "review", "name", "birth", "kana", "person", "organisation", "of",
    "refuse_then", "shows", "effective", "term", "coupon", "coupon_value", "units", "rows_of", "order", "asked", "not_asked", "stops_at", "attachments",
    "not_attached", "return_reasons_of", "answers",
})  # fmt: skip
_NAMES = frozenset({"answers", "mistakes", "warnings", "computed", "rows", "offered"})
_CHAIN = re.compile(
    r"(?<![\w.'\"])[a-z][a-z0-9_]*(?:\[\*\])?(?:\.(?:[a-z][a-z0-9_]*|[1-9][0-9]*)(?:\[\*\])?)*", re.ASCII
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_BRACED = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Renamed:
    # `places`: how many others had the old name. `old`, `new`: full names.
    texts: Mapping[str, str]
    old: str
    new: str
    places: int


def rename_part(texts: Mapping[str, str], path: Path, name: str) -> Renamed:
    # `texts`: the definition ("") and its translations. Raises LeftToText.
    known = DefinitionText(texts[""])
    old = full_name(known.tree, path)
    prefix, leaf = old[: old.rfind(".") + 1], old.rpartition(".")[2]
    node = known.node(path)
    key = "repeat" if "repeat" in node.mapping else "id"
    # An option of the same name could not be distinguished from it in a rule.
    if {leaf, name} & set(_options(known.tree)):
        raise LeftToText("rename")
    renamer = _Renamer(known, old, name)
    edits = [(known.begin(node.mapping[key]), node.mapping[key].end, name), *renamer.edits(known.tree, ())]
    new = f"{prefix}{name}"
    changed = {"": _applied(known.text, edits)}
    for part, text in texts.items():
        changed |= {part: _translated(text, old, new)} if part else {}
    return Renamed(changed, old, new, len({start for start, _, _ in edits}) - 1)


def full_name(tree: Node, path: Path) -> str:
    # Of a question or a repeat. Raises LeftToText.
    node = tree.at(path)
    key = {QUESTION: "id", ROWS: "repeat"}.get(kind_of(node, path), "") if node is not None else ""
    names = names_of(tree, path)
    if node is None or key not in node.mapping or names is None:
        raise LeftToText("rename")
    return f"{names[1]}{node.word(key)}"


def _options(node: Node) -> Iterator[str]:
    for key, child in node.mapping.items():
        if key == "options":
            yield from child.mapping or (str(item.value) for item in child.value if isinstance(child.value, tuple))  # type: ignore[union-attr]
        yield from _options(child)
    for item in node.value if isinstance(node.value, tuple) else ():
        yield from _options(item)


def _applied(text: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, words in sorted(set(edits), reverse=True):
        text = text[:start] + words + text[end:]
    return text


def _translated(text: str, old: str, new: str) -> str:
    # Addresses of sentences: `ask.children.name.label`.
    text = re.sub(rf"(?m)^([\"']?[a-z_]+\.){re.escape(old)}(?=\.)", rf"\g<1>{new}", text)
    return re.sub(rf"\{{{re.escape(old)}(?=[}}.])", f"{{{new}", text)


class _Renamer:
    def __init__(self, known: DefinitionText, old: str, name: str) -> None:
        self.known, self.old, self.name = known, old.split("."), name
        self.names, self.repeats = set[str](), set[str]()
        for path, node in parts_of(known.tree):
            with suppress(LeftToText):  # a step, a page, a block
                full = full_name(known.tree, path)
                self.names.add(full)
                self.repeats |= {full} if kind_of(node, path) == ROWS else set()

    def edits(self, node: Node, path: Path) -> Iterator[tuple[int, int, str]]:
        if isinstance(node.value, dict):
            for key, child in node.value.items():
                place = self.known.key(node, key)
                yield from self._key(place + (self.known.text[place] in "\"'"), key, path)
                if path[:1] == ("scenarios",) and key == "earlier":
                    continue  # answers to another procedure
                yield from self.edits(child, (*path, key))
        elif isinstance(node.value, tuple):
            for number, child in enumerate(node.value):
                yield from self.edits(child, (*path, number))
        elif isinstance(node.value, str):
            yield from self._scalar(node, path)

    def _key(self, place: int, key: str, path: Path) -> Iterator[tuple[int, int, str]]:
        # Where a name is a key: of an answer (rows may be lists, with short names), of what is expected, of a reason.
        prefix = before = ""
        if path[:1] == ("scenarios",) and "answers" in path:
            prefix = "".join(f"{step}." for step in path[path.index("answers") + 1 :] if isinstance(step, str))
        elif path == ("because",) and ".".join(self.old) in key:
            before = key[: key.index(":") + 1] + key.partition(":")[2].partition(".")[0] + "."
        elif not (path[:1] == ("scenarios",) and path[-1] in _NAMES):
            return
        full = self._component(prefix + key.removeprefix(before), [""])
        if full is not None and full >= len(prefix):
            start = place + len(before) + full - len(prefix)
            yield start, start + len(self.old[-1]), self.name

    def _scalar(self, node: Node, path: Path) -> Iterator[tuple[int, int, str]]:
        start = self.known.begin(node)
        written = self.known.text[start : node.end]
        key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
        carried = path[:1] == ("carry_over",) and len(path) == 3 and path[1] == "rename"
        scenario = path[:1] == ("scenarios",) and (len(path) == 3 or "answers" in path or "computed" in path)
        if (
            key in _RULES
            or path[-2:-1] == ("principal",)
            or {"return_reasons_of", "known_from", "with"} & set(path)
            or carried
        ) and not scenario:
            yield from self._in(start, written, path)
        else:
            for match in _BRACED.finditer(written):
                yield from self._in(start + match.start(), match[0], path)

    def _in(self, start: int, written: str, path: Path) -> Iterator[tuple[int, int, str]]:
        # A whole value may be quoted; within a rule what is quoted is a day.
        outer = written[:1] if written[:1] in "\"'" and written[-1:] == written[:1] else ""
        body = written[len(outer) : len(written) - len(outer)]
        quoted = [match.span() for match in _QUOTED.finditer(body)]
        inside = self._around(path)
        mentioned = [
            f"{repeat}." for repeat in self.repeats if re.search(rf"\b{re.escape(repeat.rpartition('.')[2])}\b", body)
        ]
        for match in _CHAIN.finditer(body):
            if any(begin <= match.start() < end for begin, end in quoted):
                continue
            place = self._component(match[0], [*inside, "", *mentioned])
            if place is not None:
                begin = start + len(outer) + match.start() + place
                yield begin, begin + len(self.old[-1]), self.name

    def _around(self, path: Path) -> list[str]:
        # The rows that it is in, innermost first.
        if not path or path[0] != "steps":
            return []
        owner = next(
            (
                path[:end]
                for end in range(len(path), 1, -1)
                if isinstance(path[end - 1], int) and path[end - 2] in ("ask", "steps")
            ),
            (),
        )
        node = self.known.node(owner) if owner else None
        names = (
            names_of(self.known.tree, (*owner, "ask", 0) if node is not None and "repeat" in node.mapping else owner)
            if owner
            else None
        )
        steps = names[1].rstrip(".").split(".") if names is not None and names[1] else []
        return [".".join(steps[:end]) + "." for end in range(len(steps), 0, -1)]

    def _component(self, chain: str, prefixes: list[str]) -> int | None:
        # Where in the chain the last word of the old name is, if the chain means it.
        words = [(match[0], match.start()) for match in re.finditer(r"[a-z0-9_]+", chain) if not match[0].isdigit()]
        for prefix in prefixes:
            before = prefix.rstrip(".").split(".") if prefix else []
            full = [*before, *(word for word, _ in words)]
            known = next((end for end in range(len(full), len(before), -1) if ".".join(full[:end]) in self.names), 0)
            if known:
                if full[: len(self.old)] != self.old or known < len(self.old) or len(self.old) <= len(before):
                    return None
                return words[len(self.old) - len(before) - 1][1]
        return None
