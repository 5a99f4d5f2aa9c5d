"""The questions of an interview by person and topic: open ones are shown, answered and optional ones folded into a
line."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from forms.definition.procedure import Field
from forms.path.path import AskedPage, Path
from forms.text.speech import Speech
from portal.services.counter.interview import Part
from portal.services.filing.visit_facts import Facts, Person
from portal.web.counter.screen import Group, Line, Section, pages_of_steps
from portal.web.counter.screen import Screen as PartScreen
from portal.web.shared.field_view import FieldView

_DAYS = ("event.", "register.event_date", "register.leaving_date")
_LINE = 120  # characters of the line of answers
RECEPTION, MOVE, CONSENTS = "reception", "move", "consents"


@dataclass(frozen=True)
class Topic:
    id: str
    title: str
    groups: tuple[Group, ...] = ()  # to ask now
    known: tuple[FieldView, ...] = ()  # answered
    spare: tuple[FieldView, ...] = ()  # optional
    line: str = ""  # the answers
    sources: str = ""  # of the `known`
    left: int = 0  # missing or wrong
    acts: tuple[Line, ...] = ()  # (button value, text)


@dataclass(frozen=True)
class Drawn:
    at: int
    prefix: str
    title: str
    several: bool
    part: Part
    path: Path
    screen: PartScreen
    speech: Speech


@dataclass
class _Gathered:
    id: str
    title: str
    groups: dict[tuple[int, str], list[FieldView]] = field(default_factory=dict)
    titles: dict[tuple[int, str], str] = field(default_factory=dict)
    known: list[FieldView] = field(default_factory=list)
    spare: list[FieldView] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    left: int = 0
    acts: list[Line] = field(default_factory=list)

    @property
    def topic(self) -> Topic:
        groups = tuple(
            Group(f"{at}-{name}", self.titles[at, name], tuple(views)) for (at, name), views in self.groups.items()
        )
        line, words = "", list(dict.fromkeys(self.words))
        while words and len(line) < _LINE:
            line += ("・" if line else "") + words.pop(0)
        sources = "・".join(dict.fromkeys(view.source for view in self.known if view.source))
        return Topic(
            self.id, self.title, groups, tuple(self.known), tuple(self.spare), line + ("…" if words else ""), sources,
            self.left, tuple(self.acts),
        )  # fmt: skip


def topics_of(drawn: Sequence[Drawn], facts: Facts, elsewhere: Set[str]) -> tuple[Topic, ...]:
    """`elsewhere`: acts of the household's table."""
    gathered: dict[str, _Gathered] = {}
    for form in drawn:
        people = _people(form.part.entry.path, facts)
        for section, pages in zip(form.screen.sections, _pages(form), strict=True):
            _gather(gathered, form, section, pages, people)
    order = [RECEPTION, MOVE, *(_person_id(person) for person in facts.people)]
    first = [gathered.pop(key) for key in order if key in gathered]
    last = [gathered.pop(CONSENTS)] if CONSENTS in gathered else []
    topics = (_without(topic.topic, elsewhere) for topic in (*first, *gathered.values(), *last))
    return tuple(topic for topic in topics if topic.groups or topic.known or topic.spare or topic.acts)


def _pages(form: Drawn) -> list[list[AskedPage]]:
    reception = form.part.entry.reception
    return [*([list(reception.pages)] if reception.pages else []), *pages_of_steps(form.path)]


def _gather(
    gathered: dict[str, _Gathered], form: Drawn, section: Section, pages: Sequence[AskedPage], people: Mapping[str, Person]
) -> None:  # fmt: skip
    views = {view.name: view for group in section.groups for view in group.fields}
    own = form.part.entry.reception.asked
    missing = _missing(form)
    last = _Gathered("", "")
    for asked in pages:
        for question in asked.fields:
            name = question.id if question.id in own else f"{form.prefix}.{question.id}"
            view = views[name]
            key, title = _place(form, section, asked, question, people)
            last = gathered.setdefault(key, _Gathered(key, title))
            _put(last, form, section, question, view, missing)
    form_id, form_title = _own(form)
    if section.row and last.id not in (form_id, ""):
        last.acts.append((act_of(section.row, form.at), f"「{_named(form, section.title)}」を消す"))
    elif section.row or section.add:
        rest = gathered.setdefault(form_id, _Gathered(form_id, form_title))
        if section.row:
            rest.acts.append((act_of(section.row, form.at), f"「{section.title}」を消す"))
        if section.add:
            rest.acts.append((act_of(section.add[0], form.at), f"「{section.add[1]}」を追加"))


def _missing(form: Drawn) -> Set[str]:
    own = (f"{form.prefix}.{name}" for name in form.part.path.missing)
    return {*form.part.entry.reception.missing, *own}


def _put(
    gathered: _Gathered, form: Drawn, section: Section, question: Field, view: FieldView, missing: Set[str]
) -> None:  # fmt: skip
    reception = form.part.entry.reception
    kept = form.part.entry.kept
    there = question.id in (reception.answers if question.id in reception.asked else kept)
    path = reception if question.id in reception.asked else form.part.path
    wrong = bool(view.errors) or view.name in missing or question.id in path.mistakes
    partial = any(box.required and not box.value for box in view.boxes)
    if wrong or (view.required and (partial or not there)):
        key = form.at, section.id
        gathered.groups.setdefault(key, []).append(view)
        gathered.titles[key] = "" if gathered.id == RECEPTION else _heading(form, section, gathered)
        gathered.left += wrong
    elif there:
        gathered.known.append(view)
        gathered.words += _words(question, view)
    else:
        gathered.spare.append(view)


def _heading(form: Drawn, section: Section, gathered: _Gathered) -> str:
    if gathered.id == CONSENTS:
        return form.title
    if gathered.id == _own(form)[0]:
        return section.title
    if section.row and gathered.id.startswith("person-") and form.several:
        return form.title
    return _named(form, section.title)


def _named(form: Drawn, title: str) -> str:
    return f"{form.title}：{title}" if form.several else title


def _words(question: Field, view: FieldView) -> list[str]:
    # The content of the boxes: an answer may lack a part and is not `show`n.
    if question.protection in ("number", "confidential") or question.type.id in ("consent", "note"):
        return []
    chosen = [option.label for option in view.options if option.checked]
    units = {"year": "年", "month": "月", "day": "日"}
    dated = "".join(box.value + units[box.part] for box in view.boxes if box.part in units and box.value)
    typed = [] if chosen else [box.value for box in view.boxes if box.value]
    text = "".join((*chosen, dated)) if dated else " ".join((*chosen, *typed))
    return [text[:40]] if text else []


def act_of(act: str, at: int) -> str:
    verb, _, target = act.partition(".")
    return f"{verb}.{at}.{target}"


def _place(
    form: Drawn, section: Section, asked: AskedPage, question: Field, people: Mapping[str, Person]
) -> tuple[str, str]:  # fmt: skip
    if question.id in form.part.entry.reception.asked:
        return RECEPTION, section.title
    if question.type.id == "consent":
        return CONSENTS, "同意と確認"
    person = people.get(asked.row.key if asked.row is not None else f"role {question.role}")
    if person is not None:
        relation = person.fact("relation")
        return _person_id(person), f"{person.called}（{relation}）" if relation else person.called
    if asked.row is not None:
        return f"row-{form.at}-{asked.row.key.replace('.', '-')}", _named(form, section.title)
    whence = (question.concept, question.known_from, question.known_by.text if question.known_by is not None else "")
    if any(text.startswith(_DAYS) for text in whence):
        return MOVE, "できごとと日"
    return _own(form)


def _own(form: Drawn) -> tuple[str, str]:
    return f"form-{form.at}", form.title


def _person_id(person: Person) -> str:
    return f"person-{person.no}"


def _people(path: Path, facts: Facts) -> Mapping[str, Person]:
    # By row (`children.1`) and by role (`role spouse`).
    known = {person.key[0]: person for person in facts.people if person.key[0]}
    people: dict[str, Person] = {}
    for asked in path.pages:
        for question in asked.fields:
            if question.concept != "person.name" or question.id not in path.answers:
                continue
            person = known.get(called(path.answers[question.id]))
            if person is not None and asked.row is not None:
                people[asked.row.key] = person
            elif person is not None and question.role:
                people.setdefault(f"role {question.role}", person)
    return people


def called(name: Any) -> str:
    """As `Person.key` has it."""
    text = "".join(map(str, name.values())) if isinstance(name, Mapping) else str(name)
    return text.replace("\u3000", "").replace(" ", "").casefold()


def _without(topic: Topic, acts: Set[str]) -> Topic:
    return replace(topic, acts=tuple(act for act in topic.acts if act[0] not in acts))


def views_of(topics: Sequence[Topic]) -> Iterator[FieldView]:
    for topic in topics:
        for group in topic.groups:
            yield from group.fields
        yield from topic.known
        yield from topic.spare
