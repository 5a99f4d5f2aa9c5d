"""Reads guides: YAML with its translations beside it. All complaints come at once, as `Refused`, each with its place."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from forms.complaints import Complaint, Refused
from forms.event import EVENTS
from forms.field import FieldType
from forms.guide import QUESTIONS_OF, Case, Guide, Line
from forms.loading.guide_shape import CaseShape, GuideShape, LineShape
from forms.loading.items import items
from forms.loading.questions import Questions
from forms.loading.reading import Reading, place
from forms.loading.rules import Rules, vocabulary
from forms.loading.source import read_source
from forms.loading.steps import Steps
from forms.loading.terms import read_settings
from forms.loading.texts import marks, read_texts, sentences, short_hash
from forms.loading.tree import Node, read_tree
from forms.procedure import Procedure, Setting, Sourced
from forms.rules.faults import did_you_mean
from forms.rules.types import DATE
from forms.terms import Fee

SHIPPED = Path(__file__).resolve().parents[1] / "guides"
_WORDS = ("title", "say", "until_say", "whose", "office")
# What can be chosen or counted: a guide keeps nothing, so that nobody should have to tell it anything.
_TYPES = ("yes_no", "choice", "multiple_choice", "date", "year_month", "integer")
_STEP = "steps.questions.title"  # the step of a guide is its title, which is translated already


def load_guides(folder: Path, *, fields: Mapping[str, FieldType]) -> dict[str, Guide]:
    """Every guide in `folder` by id. `Refused` with the complaints of all files."""
    guides: dict[str, Guide] = {}
    complaints: list[Complaint] = []
    for path in sorted(folder.glob("*.yaml")):
        if "." in path.stem:
            continue  # a translation: read with its guide
        try:
            guides[path.stem] = load_guide(path, fields=fields)
        except Refused as refused:
            complaints.extend(refused.complaints)
    if complaints:
        raise Refused(complaints)
    return guides


def load_guide(path: Path, *, fields: Mapping[str, FieldType]) -> Guide:
    """The guide in `path` (`<id>.yaml`) with its translations (`<id>.<language>.yaml`)."""
    beside = sorted(path.parent.glob(f"{path.stem}.*.yaml"))
    translations = {other.stem.partition(".")[2]: (str(other), read_source(other)) for other in beside}
    guide = load_guide_text(read_source(path), str(path), fields=fields, translations=translations)
    if guide.id != path.stem:
        mark = guide.questions.marks["guide"]
        raise Refused([Complaint(str(path), *mark, "id.file", f"the file of {guide.id} is called {guide.id}.yaml")])
    return guide


def load_guide_text(
    text: str, name: str, *, fields: Mapping[str, FieldType], translations: Mapping[str, tuple[str, str]] = {}
) -> Guide:
    """The guide in `text`; `name` stands in complaints. `translations`: language → (name of its file, text)."""
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
        self.root = _as_steps(root)
        self.shape = self.reading.shape(GuideShape, root)
        questions = Questions(self.reading, types)
        drafts = questions.steps(self.root.get("steps"))
        self.settings = read_settings(self.reading, root, self.shape)
        rules = Rules(self.reading, vocabulary(drafts, self.settings), questions.broken)
        self.steps = Steps(self.reading, rules).read(drafts)
        self.check_types()
        self.lines = tuple(self.line(rules, node, shape) for node, shape in self.parts("lines", LineShape))
        self.cases = self.read_cases()
        self.check_events()

    def parts(self, key: str, shape: Any) -> list[tuple[Node, Any]]:
        """The parts of a list that have their shape; the others were complained about with the whole."""
        if self.shape is None:
            return []
        return list(zip(items(self.root.get(key)), getattr(self.shape, key), strict=True))

    def line(self, rules: Rules, node: Node, shape: LineShape) -> Line:
        if [one.id for one in (self.shape.lines if self.shape else ())].count(shape.id) > 1:
            self.reading.complain(node.mapping["id"].mark, "guide.duplicate", f"two lines are called {shape.id}")
        self.check_way(node, shape)
        same = shape.model_dump(include={"id", "title", "at", "office", "until_say", "soon", "bring", "whose", "say"})
        return Line(
            **same,
            path=f"lines.{shape.id}",
            procedure=shape.procedure or "",
            answers=shape.answers,
            duty=shape.duty or "",
            source=Sourced(shape.source.text, shape.source.certainty),
            when=rules.expression(node.get("when"), rules.everything),
            until=rules.expression(node.get("until"), rules.everything, DATE),
        )

    def check_way(self, node: Node, shape: LineShape) -> None:
        """Whoever reads it must know where to go."""
        ours = {"online", "counter", "post"} & set(shape.at)
        if ours and not (shape.procedure or shape.duty):
            said = "who does it here? write `procedure` or `duty`, or `elsewhere` with `office`"
            self.reading.complain(node.mapping["at"].mark, "guide.nobody", said)
        if shape.answers and not shape.procedure:
            said = "answers to which procedure? write `procedure`"
            self.reading.complain(node.mapping["answers"].mark, "guide.answer", said)
        if "elsewhere" in shape.at and not shape.office:
            self.reading.complain(node.mapping["at"].mark, "guide.office", "elsewhere, but where? write `office`")

    def read_cases(self) -> tuple[Case, ...]:
        known = {one.id for one in self.shape.lines} if self.shape else set()
        read = []
        for number, (node, shape) in enumerate(self.parts("cases", CaseShape)):
            for name in (*shape.lines, *shape.maybe, *shape.until):
                if name not in known:
                    said = f"no line is called {name}{did_you_mean(name, known)}"
                    self.reading.complain(node.mark, "guide.case", said)
            read.append(
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
        return tuple(read)

    def check_types(self) -> None:
        for step in self.steps:
            for one in step.fields:
                if one.type.id not in _TYPES:
                    mark = self.marks().get(f"{one.path}.type", (1, 1))
                    said = f"a guide asks what can be chosen or counted: {', '.join(_TYPES)}"
                    self.reading.complain(mark, "guide.type", said)

    def check_events(self) -> None:
        for number, event in enumerate(self.shape.events if self.shape is not None else ()):
            if event not in EVENTS:
                mark = place(self.root, ["events", number])
                self.reading.complain(mark, "event.unknown", f"no life event {event}{did_you_mean(event, EVENTS)}")

    def guide(self, translations: Mapping[str, tuple[Reading, Node]]) -> Guide:
        shape, complaints = self.shape, list(self.reading.complaints)
        if shape is None or complaints:
            raise Refused(complaints)
        texts = read_texts(self.japanese(), translations)
        complaints += [said for reading, _ in translations.values() for said in reading.complaints]
        if complaints:
            raise Refused(complaints)
        questions = Procedure(
            id=f"{QUESTIONS_OF}{shape.guide}", version=1, kind="request", title=shape.title, kana="", duty="",
            events=shape.events, search=(), summary=shape.summary, law=Sourced(""),
            settings={
                name: Setting(name, one.type, one.default, one.certainty, one.options)
                for name, one in self.settings.items()
            },
            who={"online": ("anyone",)}, bring={}, show={}, sign_in="none", principal={}, period=None, appeal=None,
            fee=Fee("", "assumed"), steps=self.steps, check=(), return_reasons={}, next=(), keep=None, scenarios=(),
            texts=texts.by_language, stale=texts.stale, source=self.reading.name,
            meaning=short_hash(json.dumps(self.root.plain(), ensure_ascii=False)), because=shape.because,
            marks=self.marks(),
        )  # fmt: skip
        return Guide(shape.guide, shape.title, shape.summary, shape.events, questions, self.lines, self.cases)

    def japanese(self) -> dict[str, str]:
        """Every sentence that residents read, by path."""
        found = sentences(self.root)
        found.pop(_STEP, None)
        for line in items(self.root.get("lines")):
            path = f"lines.{line.word('id')}"
            found |= {f"{path}.{name}": node for name in _WORDS if (node := line.get(name)) is not None}
            found |= {f"{path}.bring.{number}": node for number, node in enumerate(items(line.get("bring")))}
        return {path: str(node.value) for path, node in found.items()}

    def marks(self) -> dict[str, tuple[int, int]]:
        found = marks(self.root)
        for line in items(self.root.get("lines")):
            path = f"lines.{line.word('id')}"
            found |= {path: line.mark} | {f"{path}.{key}": mark for key, mark in line.keys.items()}
        return found


def _as_steps(root: Node) -> Node:
    """The tree with its questions as the one step of a definition."""
    asked = root.get("ask")
    if asked is None:
        return root
    step = Node({"step": root.get("title") or Node("-"), "id": Node("questions"), "ask": asked}, asked.mark)
    return Node({**root.mapping, "steps": Node((step,), asked.mark)}, root.mark, root.keys)
