from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.path.path import Path
from forms.path.rows import repeat_at
from portal.services.counter.fill_interview import Sheet, is_of_household, may_enter, role_of_rows
from portal.services.counter.fit_facts import fits_role
from portal.services.filing.visit_facts import Facts, Person
from portal.services.shared.needs import Basics
from portal.web.counter.interview_topics import Drawn, called
from portal.web.counter.screen import Line


@dataclass(frozen=True)
class Cell:
    inside: bool  # in a row of the procedure, which `act` removes; else `act` adds the person, if it may
    act: str
    words: str
    meant: bool = False  # the button for everybody adds the person here


@dataclass(frozen=True)
class Resident:
    name: str
    relation: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    title: str
    label: str
    everybody: str  # the button that adds all who fit, or ""
    add: Line | None  # an empty row


@dataclass(frozen=True)
class Household:
    columns: tuple[Column, ...]
    people: tuple[Resident, ...]
    all: bool  # one button can add a person to several procedures

    @property
    def acts(self) -> frozenset[str]:
        cells = (cell.act for person in self.people for cell in person.cells if cell.act)
        return frozenset((*cells, *(column.add[0] for column in self.columns if column.add)))


def household_of(installation: Basics, drawn: Sequence[Drawn], facts: Facts) -> Household:
    today = installation.clock.today()
    lists = [(form, key) for form in drawn for key in _lists(form)]
    columns = tuple(_column(form, key, facts, today) for form, key in lists)
    people = tuple(
        Resident(
            person.called, str(person.fact("relation") or ""),
            tuple(_cell(installation, form, key, person, facts) for form, key in lists),
        )
        for person in facts.people
    )  # fmt: skip
    open_cells = sum(cell.meant for person in people for cell in person.cells)
    return Household(columns, people if lists else (), open_cells > 1)


def _lists(form: Drawn) -> Iterator[str]:
    for key in form.part.entry.path.rows:
        named = f"{key}."
        if "." not in key and any(
            field.name.startswith(named) and field.concept == "person.name"
            for field in form.part.draft.procedure.fields
        ):
            yield key


def _column(form: Drawn, key: str, facts: Facts, today: date) -> Column:
    adds = {section.add[0]: section.add[1] for section in form.screen.sections if section.add}
    add = adds.get(f"add.{key}")
    role = role_of_rows(form.part.draft.procedure, key)
    free = [person for person in facts.living if person.called and not _row(form.part.entry.path, key, person)]
    meant = [person for person in free if fits_role(role, person, today, facts.comer)]
    label = "子ども全員" if len(meant) < len(free) else "全員"
    everybody = (f"people.{form.at}.{key}", label) if add and len(meant) > 1 else ("", "")
    repeat = repeat_at(form.part.draft.procedure, key)
    title = form.speech.text(f"{repeat.path}.label", repeat.label)
    return Column(
        form.title, everybody[1], everybody[0], (f"add.{form.at}.{key}", f"「{title}」を追加") if add else None
    )


def _cell(installation: Basics, form: Drawn, key: str, person: Person, facts: Facts) -> Cell:
    row = _row(form.part.entry.path, key, person)
    if row:
        stays = len(form.part.entry.path.rows[key]) <= repeat_at(form.part.draft.procedure, key).min
        return Cell(True, "" if stays else f"remove.{form.at}.{key}.{row}", person.called)
    full = len(form.part.entry.path.rows[key]) >= repeat_at(form.part.draft.procedure, key).max
    if full or not person.called:
        return Cell(False, "", person.called)
    meant = _is_meant(installation, form, key, person, facts)
    return Cell(False, f"person.{form.at}.{key}.{person.no}", person.called, meant)


def _is_meant(installation: Basics, form: Drawn, key: str, person: Person, facts: Facts) -> bool:
    draft, role = form.part.draft, role_of_rows(form.part.draft.procedure, key)
    fits = fits_role(role, person, installation.clock.today(), facts.comer) and person in facts.living
    if not fits or not is_of_household(draft.procedure, key):
        return False
    entry = form.part.entry
    sheet = Sheet(draft, dict(entry.kept), dict(form.part.origins), entry.path)
    return may_enter(installation, sheet, key, person)


def _row(path: Path, key: str, person: Person) -> str:
    for number in path.rows[key]:
        answer = next(
            (
                path.answers[field.id]
                for asked in path.pages
                if asked.row is not None and asked.row.key == f"{key}.{number}"
                for field in asked.fields
                if field.concept == "person.name" and field.id in path.answers
            ),
            None,
        )
        if isinstance(answer, Mapping) and called(answer) == person.key[0]:
            return str(number)
    return ""
