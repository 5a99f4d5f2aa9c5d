"""Open questions apart from what is known."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

from forms.definition.procedure import Field
from forms.path.binding import Posted, sentence
from forms.path.consequences import fee_amount
from forms.path.filer import CAME
from forms.path.path import Path
from forms.text.speech import Speech
from portal.services.counter.interview import APART, Interview, Part
from portal.services.filing.describe_papers import PaperStatus, papers_of_draft
from portal.services.filing.visit_facts import SPEECH
from portal.services.finding.describe_procedure import ProcedureFacts, describe_procedure
from portal.services.procedures.ask_reception import DOOR
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import EARLIER
from portal.web.counter.household import Household, household_of
from portal.web.counter.interview_topics import Drawn, Topic, act_of, topics_of
from portal.web.counter.screen import Line, counter_screen
from portal.web.counter.screen import Screen as One
from portal.web.shared.dates import day
from portal.web.shared.words import words

SHOWN = "screen-shown"
APART_AT = "apart-"
_MOST = 12  # lines of what is missing; more than a clerk can survey are shown by topic


@dataclass(frozen=True)
class Form:
    id: str
    title: str
    facts: ProcedureFacts
    amount: int | None  # yen, None if undecided
    papers: tuple[PaperStatus, ...]
    stopped: Line | None
    apart: bool  # needs the procedure's own screen
    open: tuple[Line, ...] = ()  # what bars its registration, mistakes first


@dataclass(frozen=True)
class Screen:
    """`rows`: title by the act that removes the row. `left`: number of missing or wrong answers."""

    forms: tuple[Form, ...]
    topics: tuple[Topic, ...]
    household: Household
    rows: Mapping[str, str]
    missing: tuple[Line, ...]
    wrong: tuple[Line, ...]
    warned: tuple[Line, ...]
    shown: str

    @property
    def left(self) -> int:
        return len(self.missing) + len(self.wrong)

    @property
    def gap(self) -> Line | None:
        # The topmost of the page, which need not be of the procedure that is first.
        lines = {target: (words, target) for words, target in (*self.missing, *self.wrong)}
        asked = (field.first_box for topic in self.topics for group in topic.groups for field in group.fields)
        return next((lines[box] for box in asked if box in lines), None)

    @property
    def open(self) -> tuple[Line, ...]:
        if len(self.missing) <= _MOST:
            return self.missing
        topics = (
            (f"{topic.title}　あと{topic.left}", topic.groups[0].fields[0].first_box)
            for topic in self.topics
            if topic.left
        )
        return (*topics, *(line for line in self.missing if line[1].startswith(APART_AT)))


def prefix_of(index: int) -> str:
    return f"p{index}"


def interview_screen(installation: Installation, interview: Interview, search: str = "") -> Screen:
    once: set[str] = {DOOR}
    roles = _roles(interview)
    parts = [_with_reception(part, once, roles) for part in interview.parts]
    boxes: dict[str, str] = {}
    forms: list[Form] = []
    drawn: list[Drawn] = []
    lines: list[tuple[tuple[Line, ...], ...]] = []
    several = len(parts) > 1
    for index, part in enumerate(parts):
        start = f"{prefix_of(index)}."
        own_search = search.removeprefix(start) if search.startswith(start) else ""
        speech = speech_of(part.draft.procedure, "ja")
        entry = replace(part.entry, path=_here(part.path))
        screen = counter_screen(
            entry, speech, own_search, origins=_origins(part), prefix=prefix_of(index), beside=interview.screen.language
        )
        form = _form(installation, part, screen)
        drawn.append(Drawn(index, prefix_of(index), form.title, several, part, _here(part.path), screen, speech))
        title = form.title if several else ""
        boxes |= {
            view.id: view.first_box for section in screen.sections for group in section.groups for view in group.fields
        }
        elsewhere = _wrong_elsewhere(interview.parts[index], part.entry.reception.asked, speech, boxes)
        missing_apart, wrong_apart = _apart(part, index, speech)
        wrong_here, missing_here = (*screen.wrong, *elsewhere, *wrong_apart), (*screen.missing, *missing_apart)
        forms.append(replace(form, open=(*wrong_here, *missing_here)))
        lines.append(tuple(_titled(title, links) for links in (missing_here, wrong_here, screen.warned)))
    missing, wrong, warned = (tuple(chain.from_iterable(of_part[place] for of_part in lines)) for place in range(3))
    shown = chain.from_iterable(_shown(part, prefix_of(index)) for index, part in enumerate(parts))
    household = household_of(installation, drawn, interview.facts)
    rows = {
        act_of(section.row, form.at): section.title for form in drawn for section in form.screen.sections if section.row
    }
    topics = topics_of(drawn, interview.facts, household.acts)
    return Screen(tuple(forms), topics, household, rows, missing, wrong, warned, " ".join(sorted(shown)))


def _form(installation: Installation, part: Part, screen: One) -> Form:
    facts = describe_procedure(installation, part.draft.procedure, "ja")
    papers = papers_of_draft(installation, part.draft, part.entry.path, speech_of(part.draft.procedure, "ja"))
    apart = any(field.type.control in APART for field in part.entry.path.fields)
    amount = fee_amount(part.draft.procedure, part.entry.path)
    return Form(part.draft.id, facts.title, facts, amount, tuple(papers), screen.stopped, apart)


def _titled(title: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple((f"{title}　{text}" if title else text, target) for text, target in lines)


def _roles(interview: Interview) -> Mapping[str, str]:
    asked = (field for part in interview.parts for field in part.entry.reception.fields if field.id == CAME)
    return {code: label for field in asked for code, label in field.settings.options.items()}


def _wrong_elsewhere(part: Part, own: Set[str], speech: Speech, boxes: Mapping[str, str]) -> list[Line]:
    reception = part.entry.reception
    return [
        (sentence(mistake, field, speech), boxes.get(field.id, ""))
        for field in reception.fields
        if field.id not in own
        for mistake in reception.mistakes.get(field.id, ())
    ]


def _apart(part: Part, index: int, speech: Speech) -> tuple[list[Line], list[Line]]:
    path, target = part.path, f"{APART_AT}{index}"
    fields = [field for field in path.fields if field.type.control in APART]
    labels = {field.id: speech.text(f"{field.path}.label", field.label) for field in fields}
    missing = [(labels[field.id], target) for field in fields if field.id in path.missing]
    mistakes = (
        (sentence(mistake, field, speech), target) for field in fields for mistake in path.mistakes.get(field.id, ())
    )
    return missing, list(mistakes)


def _with_reception(part: Part, once: set[str], roles: Mapping[str, str]) -> Part:
    reception = part.entry.reception
    fields = tuple(_offering(field, roles) for field in reception.fields if field.id not in once)
    once |= {field.id for field in fields}
    pages = tuple(replace(asked, fields=fields) for asked in reception.pages) if fields else ()
    return replace(part, entry=replace(part.entry, reception=replace(reception, pages=pages)))


def _offering(field: Field, roles: Mapping[str, str]) -> Field:
    if field.id != CAME:
        return field
    return replace(field, settings=field.type.Settings.model_validate({"options": roles}))


def _here(path: Path) -> Path:
    pages = (
        replace(asked, fields=tuple(field for field in asked.fields if field.type.control not in APART))
        for asked in path.pages
    )
    return replace(path, pages=tuple(asked for asked in pages if asked.fields or asked.repeat is not None))


def _shown(part: Part, prefix: str) -> list[str]:
    reception = [field.id for field in part.entry.reception.fields]
    return [*reception, *(f"{prefix}.{field.id}" for field in _here(part.path).fields)]


def _origins(part: Part) -> Mapping[str, str]:
    source_names, earlier = words("ja"), part.draft.known.source(EARLIER)
    dated = (
        {EARLIER: source_names["source.since"].format(day=day(earlier.since, "ja"))}
        if earlier and earlier.since
        else {}
    )
    return {
        name: dated.get(origin.source, source_names[f"source.{origin.source}"])
        for name, origin in part.origins.items()
        if origin.value is not None
        and part.entry.kept.get(name) == origin.value
        # what was keyed into this very box, over nothing else, needs no note under it
        and (origin.source != SPEECH or origin.shared or origin.was)
    }


def read_parts(
    interview: Interview, posted: Posted, shown: Sequence[str]
) -> tuple[list[Posted], list[frozenset[str]]]:  # fmt: skip
    boxes: list[Posted] = []
    names: list[frozenset[str]] = []
    common = {name: values for name, values in posted.items() if name.startswith("reception-")}
    for at, part in enumerate(interview.parts):
        start = f"{prefix_of(at)}."
        own = {name.removeprefix(start): values for name, values in posted.items() if name.startswith(start)}
        boxes.append({**common, **own})
        wanted = part.entry.reception.asked
        names.append(
            frozenset(
                name.removeprefix(start)
                for name in shown
                if name.startswith(start) or (name in wanted and name != DOOR)
            )
        )
    return boxes, names
