from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forms.complaint_lines import japanese
from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from forms.loading.tree import Node
from portal.services.procedures.rule_words import rule_words
from portal.services.workshop.definition_text import DefinitionText, LeftToText, Path
from portal.services.workshop.edit_questions import BLOCK, PAGE, QUESTION, ROWS, STEP, kind_of, name_of, parts_of
from portal.services.workshop.rules.build_condition import Comparables, read_condition, words_of


@dataclass(frozen=True)
class Complained:
    words: str
    warning: bool
    line: int


@dataclass(frozen=True)
class Entry:
    # `rule`: its condition as written, "" if it has none; `words`: as a sentence. `held`: the form cannot move it.
    path: Path
    kind: str
    name: str
    label: str
    type: str
    required: str
    rule: str
    words: str
    held: bool
    first: bool
    last: bool
    complaints: tuple[Complained, ...]
    entries: tuple["Entry", ...]

    @property
    def at(self) -> str:
        return ".".join(map(str, self.path))


@dataclass(frozen=True)
class QuestionList:
    # `examples`: number, name, whether it is to be complete, complaints. `others`: complaints about no part of it.
    entries: tuple[Entry, ...]
    examples: tuple[tuple[int, str, bool | None, tuple[Complained, ...]], ...]
    others: tuple[Complained, ...]


def list_questions(text: DefinitionText, complaints: Sequence[Complaint], procedure: Procedure | None) -> QuestionList:
    # `complaints`: about this text.
    return _Lister(text, complaints, procedure).list()


class _Lister:
    def __init__(self, text: DefinitionText, complaints: Sequence[Complaint], procedure: Procedure | None) -> None:
        self.text = text
        self.procedure = procedure
        self.parts = list(parts_of(text.tree))
        self.comparables = Comparables(text.tree)
        self.examples = text.tree.get("scenarios")
        spans = [(path, text.lines_of(path)) for path, _ in self.parts]
        spans += [
            (("scenarios", number), text.lines_of(("scenarios", number))) for number in range(len(self.scenarios))
        ]
        self.of: dict[Path, list[Complained]] = {}
        for complaint in complaints:
            # The innermost: parts come before what they hold.
            inside = [path for path, (first, last) in spans if first <= complaint.line <= last]
            words = japanese(complaint) or " ".join(complaint.text.split())
            line = Complained(words, complaint.warning, complaint.line)
            self.of.setdefault(inside[-1] if inside else (), []).append(line)

    @property
    def scenarios(self) -> tuple[Node, ...]:
        return self.examples.value if self.examples is not None and isinstance(self.examples.value, tuple) else ()

    def list(self) -> QuestionList:
        below: dict[Path, list[Entry]] = {}
        for path, node in reversed(self.parts):
            entries = tuple(reversed(below.pop(path, [])))
            above = path[:-2] if len(path) > 2 else ()
            below.setdefault(above, []).append(self.entry(path, node, entries))
        examples = tuple(self.example(number, node) for number, node in enumerate(self.scenarios))
        return QuestionList(tuple(reversed(below.get((), []))), examples, tuple(self.of.get((), ())))

    def example(self, number: int, node: Node) -> tuple[int, str, bool | None, tuple[Complained, ...]]:
        complete = node.part("expect").get("complete")
        complaints = tuple(self.of.get(("scenarios", number), ()))
        return number, _word(node, "name"), None if complete is None else complete.value is True, complaints

    def entry(self, path: Path, node: Node, entries: tuple[Entry, ...]) -> Entry:
        kind, siblings = kind_of(node, path), self.text.node(path[:-1]).value
        rule = _word(node, "when")
        title = {STEP: "step", PAGE: "together", BLOCK: "step"}.get(kind, "label")
        required = node.get("required")
        return Entry(
            path, kind, name_of(node), _word(node, title) or _word(node, "step"), _word(node, "use" if kind == BLOCK else "type"),
            _word(node, "required") if required is None or not isinstance(required.value, bool) else
            ("" if required.value else "no"),
            rule, self.sentence(path, node, rule), self.held(path), path[-1] == 0,
            path[-1] == len(siblings) - 1,  # type: ignore[arg-type]
            tuple(self.of.get(path, ())), entries,
        )  # fmt: skip

    def held(self, path: Path) -> bool:
        try:
            self.text.chunk(path)
        except LeftToText:
            return True
        return False

    def sentence(self, path: Path, node: Node, rule: str) -> str:
        known = self.comparables.before(path) if rule else {}
        condition = read_condition(rule, known)
        if condition is not None and condition.clauses:
            return words_of(condition, known, "聞く")
        whole = self.procedure
        field = (
            whole.by_name.get(name_of(node)) if whole is not None and rule and kind_of(node, path) == QUESTION else None
        )
        if whole is not None and field is not None and field.when is not None:
            return f"{rule_words(whole, field.when, field.name).when}、聞く"
        return ""


def _word(node: Node, key: str) -> str:
    child: Any = node.get(key)
    return "" if child is None or isinstance(child.value, dict | tuple) else str(child.value)


def targets(entries: Sequence[Entry]) -> list[tuple[str, str, str]]:
    # Lists that a question may be moved to: address, words, kind.
    listed = []
    for entry in entries:
        if entry.kind in (STEP, PAGE, ROWS):
            listed.append((entry.at, entry.label or entry.name, entry.kind))
            listed += [
                (at, f"{entry.label}の「{label}」" if entry.kind == STEP else label, kind)
                for at, label, kind in targets(entry.entries)
            ]
    return listed
