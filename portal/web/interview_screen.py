"""The interview as its template prints it: sections of all procedures in one row, what has to be asked apart from what is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from forms.binding import Posted
from forms.consequences import fee_amount
from forms.path import Path
from portal.services.ask_reception import DOOR
from portal.services.describe_papers import PaperStands, papers_of_draft
from portal.services.describe_procedure import ProcedureFacts, describe_procedure
from portal.services.fill_interview import role_of_rows
from portal.services.fit_facts import stands_among
from portal.services.installation import Installation
from portal.services.interview import APART, Interview, Part
from portal.services.told import EARLIER
from portal.services.visit_facts import SPEECH, Person
from portal.web.counter_screen import Group, Line, Section, counter_screen
from portal.web.counter_screen import Screen as One
from portal.web.dates import day
from portal.web.field_view import FieldView
from portal.web.words import words

SHOWN = "screen-shown"


@dataclass(frozen=True)
class Asked:
    """A section. `groups` is what has to be asked or was keyed, `known` what a source told, with `sources` in words. `people` can be taken
    over as rows, as (what the button posts, name). `heard`: something of it is answered, and nothing is missing or wrong."""

    section: Section
    title: str
    groups: tuple[Group, ...]
    known: tuple[FieldView, ...]
    sources: str
    people: tuple[Line, ...] = ()
    heard: bool = False


@dataclass(frozen=True)
class Form:
    """One procedure: its sections, and what stands of it beside them. `amount`: the fee in yen as it is answered now, None where that is
    open. `apart`: it asks for something that only its own screen has."""

    id: str
    title: str
    sections: tuple[Asked, ...]
    facts: ProcedureFacts
    amount: int | None
    papers: tuple[PaperStands, ...]
    stopped: Line | None
    apart: bool


@dataclass(frozen=True)
class Screen:
    forms: tuple[Form, ...]
    missing: tuple[Line, ...]
    wrong: tuple[Line, ...]
    warned: tuple[Line, ...]
    shown: str


def prefix_of(at: int) -> str:
    """Of the boxes of one part. No question of a definition ends so: between prefix and question stands a dot."""
    return f"p{at}"


def interview_screen(installation: Installation, interview: Interview, search: str = "") -> Screen:
    """`search`: the address, with its prefix, whose postal code is looked up now."""
    once: set[str] = {DOOR}
    parts = [_with_reception(part, once) for part in interview.parts]
    forms: list[Form] = []
    lines: list[tuple[tuple[Line, ...], ...]] = []
    for at, part in enumerate(parts):
        start = f"{prefix_of(at)}."
        found = search.removeprefix(start) if search.startswith(start) else ""
        speech = installation.speech(part.draft.procedure, "ja")
        entry = replace(part.entry, path=_here(part.path))
        screen = counter_screen(entry, speech, found, origins=_origins(part), prefix=prefix_of(at))
        form = _form(installation, part, at, screen, interview.facts.people)
        forms.append(form)
        title = form.title if len(parts) > 1 else ""
        lines.append(tuple(_titled(title, one) for one in (screen.missing, screen.wrong, screen.warned)))
    missing, wrong, warned = (tuple(chain.from_iterable(one[place] for one in lines)) for place in range(3))
    shown = chain.from_iterable(_shown(part, prefix_of(at)) for at, part in enumerate(parts))
    return Screen(tuple(forms), missing, wrong, warned, " ".join(sorted(shown)))


def _form(installation: Installation, part: Part, at: int, screen: One, people: Sequence[Person]) -> Form:
    facts = describe_procedure(installation, part.draft.procedure, "ja")
    papers = papers_of_draft(installation, part.draft, part.entry.path, installation.speech(part.draft.procedure, "ja"))
    apart = any(one.type.control in APART for one in part.entry.path.fields)
    today = installation.clock.today()
    sections = tuple(_asked(part, at, one, people, today) for one in screen.sections)
    amount = fee_amount(part.draft.procedure, part.entry.path)
    return Form(part.draft.id, facts.title, sections, facts, amount, tuple(papers), screen.stopped, apart)


def _titled(title: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple((f"{title}　{said}" if title else said, where) for said, where in lines)


def _with_reception(part: Part, once: set[str]) -> Part:
    """How the visit was taken in is asked by the first that wants it; `once` are the questions that stand there already."""
    reception = part.entry.reception
    fields = tuple(one for one in reception.fields if one.id not in once)
    once |= {one.id for one in fields}
    pages = tuple(replace(asked, fields=fields) for asked in reception.pages) if fields else ()
    return replace(part, entry=replace(part.entry, reception=replace(reception, pages=pages)))


def _here(path: Path) -> Path:
    """Without what only the procedure's own screen has."""
    pages = (
        replace(asked, fields=tuple(one for one in asked.fields if one.type.control not in APART))
        for asked in path.pages
    )
    return replace(path, pages=tuple(asked for asked in pages if asked.fields or asked.repeat is not None))


def _shown(part: Part, prefix: str) -> list[str]:
    reception = [one.id for one in part.entry.reception.fields]
    return [*reception, *(f"{prefix}.{one.id}" for one in _here(part.path).fields)]


def _origins(part: Part) -> Mapping[str, str]:
    """Of what stands there unchanged."""
    say, earlier = words("ja"), part.draft.told.source(EARLIER)
    dated = {EARLIER: say["source.since"].format(day=day(earlier.since, "ja"))} if earlier and earlier.since else {}
    return {
        name: dated.get(one.source, say[f"source.{one.source}"])
        for name, one in part.origins.items()
        if one.value is not None and part.entry.kept.get(name) == one.value
    }


def _asked(part: Part, at: int, section: Section, people: Sequence[Person], today: date) -> Asked:
    spoken = words("ja")[f"source.{SPEECH}"]

    def known(view: FieldView) -> bool:
        return bool(view.source) and view.source != spoken and not view.errors

    views = [view for group in section.groups for view in group.fields if known(view)]
    groups = (
        replace(group, fields=tuple(view for view in group.fields if not known(view))) for group in section.groups
    )
    sources = "・".join(dict.fromkeys(view.source for view in views))
    prefix = prefix_of(at)
    numbered = replace(
        section, id=f"{prefix}-{section.id}", row=_act(section.row, at),
        add=(_act(section.add[0], at), section.add[1]) if section.add else None,
    )  # fmt: skip
    asked = tuple(group for group in groups if group.fields)
    everything = [view for group in section.groups for view in group.fields]
    missing = {*part.entry.reception.missing, *(f"{prefix}.{name}" for name in part.path.missing)}
    said = {*part.entry.kept, *(f"{prefix}.{name}" for name in part.entry.kept)}
    heard = any(view.name in said for view in everything) and not any(
        view.errors or view.name in missing for view in everything
    )
    return Asked(
        numbered, section.title, asked, tuple(views), sources, _people(part, at, section, people, today), heard
    )


def _act(act: str, at: int) -> str:
    what, _, where = act.partition(".")
    return f"{what}.{at}.{where}" if act else ""


def _people(part: Part, at: int, section: Section, people: Sequence[Person], today: date) -> tuple[Line, ...]:
    """Who can be taken over as one more row: whoever stands in none, first those who are meant there."""
    if section.add is None:
        return ()
    key = section.add[0].partition(".")[2]
    path = part.entry.path
    named = [
        one.id
        for asked in path.pages
        if asked.row is not None and asked.row.key.rpartition(".")[0] == key
        for one in asked.fields
        if one.concept == "person.name"
    ]
    there = {"".join(map(str, path.answers[name].values())) for name in named if name in path.answers}
    wants = any(one.concept == "person.name" for one in part.draft.procedure.fields if one.name.startswith(f"{key}."))
    free = [one for one in people if one.called.replace(" ", "") not in there and one.called] if wants else []
    role = role_of_rows(part.draft.procedure, key)
    meant = [one for one in free if stands_among(role, one, today)]
    others = [one for one in free if one not in meant]
    found = tuple((f"person.{at}.{key}.{one.no}", one.called) for one in (*meant, *others))
    everybody = "子ども全員" if others else "全員"
    return ((f"people.{at}.{key}", everybody), *found) if len(meant) > 1 else found


def read_parts(
    interview: Interview, posted: Posted, shown: Sequence[str]
) -> tuple[list[Posted], list[frozenset[str]]]:  # fmt: skip
    """What was posted, and which questions stood there, part by part. How the visit was taken in goes to each that asks it."""
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
                one.removeprefix(start) for one in shown if one.startswith(start) or (one in wanted and one != DOOR)
            )
        )
    return boxes, names
