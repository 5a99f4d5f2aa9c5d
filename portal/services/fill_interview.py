"""Drafts of one interview while they are being filled: rows, what is known, and what one of them says for all. Stores nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms.answers import Answers
from forms.path import Path, walk
from forms.procedure import Procedure, full_name
from forms.rows import add_row, repeat_at
from forms.sharing import Together
from portal.services.drafts import Draft
from portal.services.enter_at_counter import UNREAD, change_rows, open_entry
from portal.services.fit_facts import files_as, principal_role, row_of_person, stands_among, told_here, usual_here
from portal.services.installation import Installation
from portal.services.origins import Origin
from portal.services.told import ORDER, RESERVATION
from portal.services.visit_facts import HOME, SPEECH, USUAL, VISIT, Facts, Person
from portal.services.who_files import CAME, SELF, own_questions, role_of

_ROUNDS = 8  # what is known leads to questions of which more is known; a path this deep is none that is shipped
COUNTER = "counter"


@dataclass
class Sheet:
    """One draft while it is being filled."""

    draft: Draft
    answers: dict[str, Any]
    origins: dict[str, Origin]
    path: Path

    @property
    def came(self) -> str:
        return str(self.answers.get(CAME, ""))

    @property
    def files_as(self) -> str:
        """As whom they file here, as far as that is said; "" where it is open."""
        return role_of(self.draft.procedure, self.path.answers, self.came)

    def put(self, name: str, value: Any, origin: Origin) -> bool:
        """Not over what cannot be read yet, nor into what the clerk emptied."""
        emptied = name in self.origins and self.origins[name].value is None
        if name in self.answers.get(UNREAD, {}) or (emptied and not origin.shared):
            return False
        self.answers[name], self.origins[name] = value, replace(origin, value=value)
        return True


def follow_visit(installation: Installation, sheet: Sheet) -> None:
    """What the page of the visit answered here goes with it, where that says otherwise by now."""
    code, before = files_as(sheet.came), sheet.origins.get(CAME)
    _forget(installation, sheet, [name for name in _by_visit(sheet) if sheet.answers[name] != code])
    if before is not None and before.value != sheet.came:
        tell_anew(installation, sheet)
    sheet.origins[CAME] = Origin(VISIT, sheet.came)  # beside the answers, for the next time


def _by_visit(sheet: Sheet) -> list[str]:
    """The procedure's own questions of who files that nobody but the visit has answered."""
    found = {name: sheet.origins[name] for name in own_questions(sheet.draft.procedure) if name in sheet.origins}
    return [
        name
        for name, one in found.items()
        if name in sheet.answers
        and one.value == sheet.answers[name]
        and (one.source in (VISIT, USUAL) or (one.shared and one.source in (HOME, RESERVATION)))
    ]


def _forget(installation: Installation, sheet: Sheet, gone: Collection[str]) -> None:
    """Without these answers of as whom they file."""
    for name in gone:
        del sheet.answers[name], sheet.origins[name]
    if gone:
        tell_anew(installation, sheet)


def tell_anew(installation: Installation, sheet: Sheet) -> None:
    """As whom they file is said otherwise: what card and register told of one person is told again, of whom it is about now, or of nobody.
    Who stands in a row was put there."""
    for name, one in list(sheet.origins.items()):
        if one.source in ORDER and full_name(name) == name and sheet.answers.get(name) == one.value is not None:
            del sheet.answers[name], sheet.origins[name]
    sheet.path = walked(installation, sheet.draft, sheet.answers)


def walked(installation: Installation, draft: Draft, answers: Answers) -> Path:
    today = installation.clock.today()
    environment = installation.environment(
        draft.procedure, today, COUNTER, told=draft.told, files=draft.files, booked=draft.booked
    )
    return walk(draft.procedure, answers, environment)


def change_sheet(installation: Installation, facts: Facts, sheets: list[Sheet], act: str) -> None:
    """One row more or less, as the button says; anything else changes nothing."""
    what, _, rest = act.partition(".")
    at, _, where = rest.partition(".")
    if not at.isdecimal() or int(at) >= len(sheets):
        return
    sheet = sheets[int(at)]
    if what in ("add", "remove", "gone"):
        entry = open_entry(installation, replace(sheet.draft, answers=sheet.answers), "")
        sheet.answers = dict(change_rows(entry, f"{what}.{where}").kept)
    elif what in ("person", "people"):
        key, _, no = where.rpartition(".") if what == "person" else (where, "", "")
        role, today = role_of_rows(sheet.draft.procedure, key), installation.clock.today()
        people = [one for one in facts.people if (stands_among(role, one, today) if what == "people" else one.no == no)]
        _take_over(installation, sheets, sheet, key, people)
    sheet.path = walked(installation, sheet.draft, sheet.answers)


def _take_over(
    installation: Installation, sheets: Sequence[Sheet], sheet: Sheet, key: str, people: Sequence[Person]
) -> None:
    """As rows here, and in every other procedure that asks for people of that kind and has nobody yet: children are named once."""
    if key not in sheet.path.rows:
        return
    role = role_of_rows(sheet.draft.procedure, key)
    others = [
        (other, rows)
        for other in sheets
        for rows in other.path.rows
        if other is not sheet
        and "." not in rows
        and role
        and role_of_rows(other.draft.procedure, rows) == role
        and not _named(other, rows)
    ]
    for person in people:
        for one, rows in ((sheet, key), *others):
            _add_person(installation, one, rows, person)


def role_of_rows(procedure: Procedure, key: str) -> str:
    """As what people stand in these rows; "" where the rows name nobody."""
    named = f"{full_name(key)}."
    people = (one for one in procedure.fields if one.name.startswith(named) and one.concept == "person.name")
    return next((one.role for one in people), "")


def _named(sheet: Sheet, key: str) -> bool:
    return any(name.startswith(f"{key}.") for name in sheet.answers)


def _add_person(installation: Installation, sheet: Sheet, key: str, person: Person) -> None:
    """Into the first row in which nobody stands, else into one more, unless they stand in one or there are enough."""
    there = {sheet.answers.get(f"{key}.{number}.name") == person.fact("name") for number in sheet.path.rows[key]}
    if True in there:
        return

    def named(number: str) -> bool:
        return any(name.startswith(f"{key}.{number}.") for name in sheet.answers)

    number = next((one for one in sheet.path.rows[key] if not named(one)), "")
    if number:
        sheet.answers[key] = list(sheet.path.rows[key])
    elif len(sheet.path.rows[key]) >= repeat_at(sheet.draft.procedure, key).max:
        return
    else:
        sheet.answers, number = add_row(sheet.path, sheet.answers, key)
    sheet.path = walked(installation, sheet.draft, sheet.answers)
    row = f"{key}.{number}"
    fields = {
        one.own: one
        for asked in sheet.path.pages
        if asked.row is not None and asked.row.key == row
        for one in asked.fields
    }
    for own, (value, source) in row_of_person(fields, person).items():
        sheet.origins.pop(f"{row}.{own}", None)  # nobody stands there: what was emptied was somebody else's
        sheet.put(f"{row}.{own}", value, Origin(source))


def fill_sheets(
    installation: Installation, facts: Facts, sheets: list[Sheet], said: Mapping[int, Mapping[str, Any]]
) -> Together:
    """Round by round, until nothing more is known."""
    if any(one.files_as not in ("", SELF) for one in sheets):
        for one in sheets:
            _presume_nobody(installation, one)
    together = together_of(sheets, facts)
    spoken: dict[Any, Any] = {}
    for at, changed in said.items():
        spoken |= together.said(at, list(changed), changed)
    for _ in range(_ROUNDS):
        known = [_known(installation, facts, one) for one in sheets]
        together = together_of(sheets, facts)
        shared = _share(installation, together, sheets, spoken)
        spoken = {}
        if not any(known) and not shared:
            break
        together = together_of(sheets, facts)
    return together


def _presume_nobody(installation: Installation, sheet: Sheet) -> None:
    """Whoever is said to act for somebody else in one procedure is not presumed to come for themselves in another: there, it is asked."""
    visit = sheet.draft.visit
    if visit is None or visit.came_by != USUAL:
        return
    if sheet.answers.get(CAME) == visit.came:
        del sheet.answers[CAME]
    sheet.draft = replace(sheet.draft, visit=replace(visit, came="", came_by=""))
    _forget(installation, sheet, _by_visit(sheet))


def together_of(sheets: Sequence[Sheet], facts: Facts) -> Together:
    """The sheets as they stand, and who is meant where somebody files for another: one and the same person, if the visit knows one."""
    meant = []
    for one in sheets:
        named = principal_role(one.draft.procedure)
        meant.append({named: f"about {facts.about}"} if named and one.files_as not in ("", SELF) else {})
    return Together(tuple(one.path for one in sheets), tuple(meant), spoken=True)


def _known(installation: Installation, facts: Facts, sheet: Sheet) -> bool:
    """What card, register and papers tell of questions that are open. Whether anything came of it."""
    found = usual_here(sheet.path, facts)
    found |= {name: (value, _whence(sheet, facts, name, value)) for name, value in sheet.path.known.items()}
    here = told_here(sheet.draft.procedure, sheet.path, facts, sheet.came, _came_by(sheet, facts))
    said = {name for name, (_, source) in here.items() if source == SPEECH}  # it was keyed where it was said
    said |= set(here) & set(own_questions(sheet.draft.procedure))  # the visit says it for all
    put = [
        sheet.put(name, value, Origin(source, shared=name in said)) for name, (value, source) in (found | here).items()
    ]
    if any(put):
        sheet.path = walked(installation, sheet.draft, sheet.answers)
    return any(put)


def _came_by(sheet: Sheet, facts: Facts) -> str:
    """What told as what they came. Of nobody in whom no source is believed the usual is counted as the clerk's own word."""
    visit = sheet.draft.visit
    by = visit.came_by if visit is not None and visit.came == sheet.came else ""
    return VISIT if by == USUAL and not facts.people else by or VISIT


def _whence(sheet: Sheet, facts: Facts, name: str, value: Any) -> str:
    """A rule of what a register tells is told by whatever told the day, or the 続柄."""
    if sheet.draft.procedure.field(name).known_by is not None:
        relation = facts.comer.told.get("relation") if facts.comer else None
        days = [source for day, source in facts.events.values() if day == value]
        return next(iter(days), relation[1] if relation else SPEECH)
    source = sheet.draft.told.whence(sheet.draft.procedure.field(name).known_from)
    return source.name if source is not None else SPEECH


def _told_of(together: Together, sheets: Sequence[Sheet], key: Any, value: Any) -> Origin:
    """Where whoever says so has it from: not always the one that asks first."""
    origins = (
        sheet.origins.get(question, Origin(SPEECH))
        for sheet, keys in zip(sheets, together.keys, strict=True)
        for question, own in keys.items()
        if own == key and sheet.answers.get(question) == value
    )
    return next(origins, Origin(SPEECH))


def _share(
    installation: Installation, together: Together, sheets: Sequence[Sheet], spoken: Mapping[Any, Any]
) -> bool:  # fmt: skip
    """What one says, all say. Whether that changed anything."""
    came = False
    for at, (sheet, changes) in enumerate(zip(sheets, together.filled(spoken), strict=True)):
        for name, value in changes.items():
            if value is None:
                sheet.answers.pop(name, None)
                sheet.origins.pop(name, None)
                came = True
                continue
            told = _told_of(together, sheets, together.keys[at][name], value)
            came = sheet.put(name, value, replace(told, shared=True)) or came
        if changes:
            sheet.path = walked(installation, sheet.draft, sheet.answers)
    return came
