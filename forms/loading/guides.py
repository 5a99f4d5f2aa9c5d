"""Reads guides from YAML with translations."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from forms.complaints import Complaint, Refused
from forms.definition.field import FieldType
from forms.definition.marks import Marks
from forms.definition.procedure import Procedure, Sourced
from forms.definition.terms import Fee
from forms.guide.guide import QUESTIONS_OF, Case, Consequence, Guide, Line
from forms.loading.canonical import short_hash
from forms.loading.guide_shape import CaseShape, ConsequenceShape, GuideShape, LineShape
from forms.loading.items import items
from forms.loading.questions import Questions
from forms.loading.reading import Reading, check_events
from forms.loading.rules import Rules, vocabulary
from forms.loading.source import read_source
from forms.loading.steps import Steps
from forms.loading.terms import read_settings, settings_of
from forms.loading.texts import marks, read_texts, sentences
from forms.loading.tree import Node, read_tree
from forms.rules.faults import did_you_mean
from forms.rules.types import DATE

SHIPPED = Path(__file__).resolve().parents[1] / "guides"
_WORDS = ("title", "say", "until_say", "whose", "office")
# Only choices and numbers: a guide stores nothing, so it must not ask for anything personal.
_TYPES = ("yes_no", "choice", "multiple_choice", "date", "year_month", "integer")


def load_guides(folder: Path, *, fields: Mapping[str, FieldType]) -> dict[str, Guide]:
    """By id. Raises Refused."""
    guides: dict[str, Guide] = {}
    complaints: list[Complaint] = []
    for path in sorted(folder.glob("*.yaml")):
        if "." in path.stem:
            continue  # a translation, read with its guide
        try:
            guides[path.stem] = load_guide(path, fields=fields)
        except Refused as refused:
            complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return guides


def load_guide(path: Path, *, fields: Mapping[str, FieldType]) -> Guide:
    """Raises Refused."""
    paths = sorted(path.parent.glob(f"{path.stem}.*.yaml"))
    translations = {other.stem.partition(".")[2]: (str(other), read_source(other)) for other in paths}
    guide = load_guide_text(read_source(path), str(path), fields=fields, translations=translations)
    if guide.id != path.stem:
        mark = guide.questions.marks["guide"]
        raise Refused(
            [Complaint(str(path), *mark, "id.file", f"the file of {guide.id} must be called {guide.id}.yaml")]
        )
    return guide


def load_guide_text(
    text: str, name: str, *, fields: Mapping[str, FieldType], translations: Mapping[str, tuple[str, str]] = {}
) -> Guide:
    """`name`: for complaints; `translations`: language → (file name, text)."""
    trees: dict[str, tuple[Reading, Node]] = {}
    complaints: list[Complaint] = []
    for language, (file, other) in translations.items():
        try:
            trees[language] = Reading(file), read_tree(other, file)
        except Refused as refused:
            complaints += refused.complaints
    try:
        guide = _Guide(read_tree(text, name), name, fields).guide(trees)
    except Refused as refused:
        raise Refused([*complaints, *refused.complaints]) from None
    if complaints:
        raise Refused(complaints)
    return guide


class _Guide:
    def __init__(self, root: Node, name: str, types: Mapping[str, FieldType]) -> None:
        self.reading = Reading(name)
        self.root = root
        self.shape = self.reading.shape(GuideShape, root)
        questions = Questions(self.reading, types)
        drafts = questions.steps(self.root.get("steps"))
        self.settings = read_settings(self.reading, root, self.shape)
        rules = Rules(self.reading, vocabulary(drafts, self.settings), questions.broken, drafts)
        self.steps = Steps(self.reading, rules).read(drafts)
        self.check_types()
        self.lines = tuple(self.line(rules, node, shape) for node, shape in self.parts("lines", LineShape))
        self.facts = tuple(
            Consequence(shape.concept, shape.value, when)
            for node, shape in self.parts("facts", ConsequenceShape)
            if (when := rules.expression(node.get("when"), rules.everything)) is not None
        )
        self.cases = self.read_cases()
        check_events(self.reading, self.root, self.shape.events if self.shape is not None else ())

    def parts(self, key: str, shape: Any) -> list[tuple[Node, Any]]:
        if self.shape is None:
            return []
        return list(zip(items(self.root.get(key)), getattr(self.shape, key), strict=True))

    def line(self, rules: Rules, node: Node, shape: LineShape) -> Line:
        if [line.id for line in (self.shape.lines if self.shape else ())].count(shape.id) > 1:
            self.reading.complain(node.mapping["id"].mark, "guide.duplicate", f"two lines are called {shape.id}")
        self.check_way(node, shape)
        same = shape.model_dump(include={"id", "title", "at", "office", "until_say", "soon", "bring", "whose", "say"})
        return Line(
            **same,
            path=f"lines.{shape.id}",
            procedure=shape.procedure or "",
            at_counter=shape.at_counter or shape.procedure or "",
            answers=shape.answers,
            duty=shape.duty or "",
            source=Sourced(shape.source.text, shape.source.certainty),
            when=rules.expression(node.get("when"), rules.everything),
            until=rules.expression(node.get("until"), rules.everything, DATE),
        )

    def check_way(self, node: Node, shape: LineShape) -> None:
        at_city = {"online", "counter", "post"} & set(shape.at)
        if at_city and not (shape.procedure or shape.duty):
            message = "the line does not say who handles it: write `procedure` or `duty`, or `elsewhere` with `office`"
            self.reading.complain(node.mapping["at"].mark, "guide.nobody", message)
        if shape.at_counter and "counter" not in shape.at:
            message = "`at_counter` needs `counter` in `at`"
            self.reading.complain(node.mapping["at_counter"].mark, "guide.counter", message)
        if shape.answers and not (shape.procedure or shape.at_counter):
            message = "`answers` needs a `procedure`"
            self.reading.complain(node.mapping["answers"].mark, "guide.answer", message)
        if "elsewhere" in shape.at and not shape.office:
            self.reading.complain(node.mapping["at"].mark, "guide.office", "`elsewhere` needs an `office`")

    def read_cases(self) -> tuple[Case, ...]:
        known = {line.id for line in self.shape.lines} if self.shape else set()
        cases = []
        for number, (node, shape) in enumerate(self.parts("cases", CaseShape)):
            for name in (*shape.lines, *shape.maybe, *shape.until):
                if name not in known:
                    message = f"no line is called {name}{did_you_mean(name, known)}"
                    self.reading.complain(node.mark, "guide.case", message)
            cases.append(
                Case(
                    name=shape.name,
                    today=date.fromisoformat(shape.today),
                    answers=node.plain()["answers"],
                    lines=shape.lines,
                    path=f"cases.{number}",
                    household=shape.household,
                    applicant=shape.applicant,
                    maybe=shape.maybe,
                    until={line: date.fromisoformat(day) for line, day in shape.until.items()},
                )
            )
        return tuple(cases)

    def check_types(self) -> None:
        for step in self.steps:
            for field in step.fields:
                if field.type.id not in _TYPES:
                    mark = self.marks().get(f"{field.path}.type", (1, 1))
                    message = f"a guide may only use the types {', '.join(_TYPES)}"
                    self.reading.complain(mark, "guide.type", message)

    def guide(self, translations: Mapping[str, tuple[Reading, Node]]) -> Guide:
        shape, complaints = self.shape, list(self.reading.complaints)
        if shape is None or complaints:
            raise Refused(complaints)
        texts = read_texts(self.japanese(), translations)
        complaints += [complaint for reading, _ in translations.values() for complaint in reading.complaints]
        if complaints:
            raise Refused(complaints)
        questions = Procedure(
            id=f"{QUESTIONS_OF}{shape.guide}", version=1, kind="request", title=shape.title, kana="", duty="",
            events=shape.events, search=(), summary=shape.summary, law=Sourced(""),
            settings=settings_of(self.settings),
            who={"online": ("anyone",)}, bring={}, show={}, sign_in="none", principal={}, period=None, appeal=None,
            fee=Fee("", "assumed"), steps=self.steps, check=(), return_reasons={}, next=(), keep=None, scenarios=(),
            texts=texts.by_language, stale=texts.stale, source=self.reading.name,
            meaning=short_hash(json.dumps(self.root.plain(), ensure_ascii=False)), because=shape.because,
            marks=Marks.of(self.marks()),
        )  # fmt: skip
        return Guide(
            shape.guide, shape.title, shape.summary, shape.events, questions, self.lines, self.cases, self.facts
        )

    def japanese(self) -> dict[str, str]:
        nodes = sentences(self.root)
        for line in items(self.root.get("lines")):
            path = f"lines.{line.word('id')}"
            nodes |= {f"{path}.{name}": node for name in _WORDS if (node := line.get(name)) is not None}
            nodes |= {f"{path}.bring.{number}": node for number, node in enumerate(items(line.get("bring")))}
        return {path: str(node.value) for path, node in nodes.items()}

    def marks(self) -> dict[str, tuple[int, int]]:
        marks_by_path = marks(self.root)
        for line in items(self.root.get("lines")):
            path = f"lines.{line.word('id')}"
            marks_by_path |= {path: line.mark} | {f"{path}.{key}": mark for key, mark in line.keys.items()}
        return marks_by_path
