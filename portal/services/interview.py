"""The interview (聞き取り): all procedures of a visit on one screen. Each meaning is asked once, what is known fills every procedure that
wants it, each value with its source. A draft stays the draft that it would be alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from forms.answers import Answers
from forms.binding import Posted
from forms.path import Path, walk
from forms.procedure import full_name
from forms.rows import add_row, repeat_at
from forms.sharing import Together
from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.ask_reception import DOOR, PLACE
from portal.services.drafts import Draft, draft_of_counter
from portal.services.enter_at_counter import UNREAD, Entry, change_rows, open_entry, read_entry, save_entry
from portal.services.fit_bundle import in_order
from portal.services.fit_facts import principal_role, row_of_person, told_here
from portal.services.installation import Installation
from portal.services.origins import Origin, origins_of, with_origins
from portal.services.rights import Member
from portal.services.visit_facts import SPEECH, Facts, Person
from portal.services.visits import Visit
from portal.services.who_files import CAME, SELF, role_of
from portal.store.visits import ItemRow

_ROUNDS = 8  # what is known leads to questions of which more is known; a path this deep is none that is shipped
_COUNTER = "counter"
APART = frozenset({"file", "location"})  # controls that only the procedure's own screen has


@dataclass(frozen=True)
class Part:
    """One procedure of the interview. `entry` is all that it asks; `path` what is asked of it here, and not in another part."""

    entry: Entry
    path: Path
    origins: Mapping[str, Origin]

    @property
    def draft(self) -> Draft:
        return self.entry.draft


@dataclass(frozen=True)
class Interview:
    """`others`: procedures of the visit that this member may not enter, or that are no matter of a visit."""

    visit: Visit
    facts: Facts
    parts: tuple[Part, ...]
    others: tuple[ItemRow, ...] = ()

    @cached_property
    def revision(self) -> str:
        """Of all drafts that stand here: whoever saves one of them makes it another."""
        return ".".join(f"{one.draft.id[:6]}{one.draft.row.revision}" for one in self.parts)

    @cached_property
    def known(self) -> str:
        """A digest of what is known: a card that was read meanwhile makes it another, and saves no draft."""
        return sha256(json.dumps(self.facts.stored, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def ready(self) -> bool:
        return bool(self.parts) and all(one.entry.ready and not one.entry.mistaken for one in self.parts)


@dataclass
class _Sheet:
    """One draft while it is being filled."""

    draft: Draft
    answers: dict[str, Any]
    origins: dict[str, Origin]
    path: Path

    @property
    def came(self) -> str:
        return str(self.answers.get(CAME, ""))

    def put(self, name: str, value: Any, origin: Origin) -> bool:
        """Not over what cannot be read yet, nor into what the clerk emptied."""
        emptied = name in self.origins and self.origins[name].value is None
        if name in self.answers.get(UNREAD, {}) or (emptied and not origin.shared):
            return False
        self.answers[name], self.origins[name] = value, replace(origin, value=value)
        return True


def open_interview(
    installation: Installation, unit: Unit, member: Member, visit: Visit, facts: Facts, usual_place: str
) -> Interview:
    """As it is stored, with what is known by now. NotFound where nothing of it can be asked here."""
    drafts, others = _drafts(installation, unit, member, visit)
    known = any(one.id == usual_place for one in installation.city.counters)
    sheets = [_sheet(installation, one, usual_place if known else "") for one in drafts]
    return _interview(installation, visit, facts, sheets, others, {})


def _drafts(
    installation: Installation, unit: Unit, member: Member, visit: Visit
) -> tuple[list[Draft], tuple[ItemRow, ...]]:  # fmt: skip
    """What shares most with the others is asked first."""
    found: list[Draft] = []
    others: list[ItemRow] = []
    for one in visit.open:
        try:
            draft = draft_of_counter(installation, unit, member, one.uid)
        except (NotFound, NotYours):
            others.append(one)
            continue
        if _COUNTER in draft.procedure.who and draft.answers.get(DOOR, _COUNTER) == _COUNTER:
            found.append(draft)
        else:
            others.append(one)
    order = {
        one.id: at for at, one in enumerate(in_order(list({one.procedure.id: one.procedure for one in found}.values())))
    }
    return sorted(found, key=lambda one: order[one.procedure.id]), tuple(others)


def _sheet(installation: Installation, draft: Draft, place: str) -> _Sheet:
    came = draft.visit.came if draft.visit is not None else ""
    usual = {DOOR: _COUNTER} | ({PLACE: place} if place else {})
    usual |= {CAME: came} if came in draft.procedure.who.get(_COUNTER, ()) else {}
    answers = {**usual, **draft.answers}
    return _Sheet(draft, answers, origins_of(answers), _walk(installation, draft, answers))


def _walk(installation: Installation, draft: Draft, answers: Answers) -> Path:
    today = installation.clock.today()
    environment = installation.environment(
        draft.procedure, today, _COUNTER, told=draft.told, files=draft.files, booked=draft.booked
    )
    return walk(draft.procedure, answers, environment)


def read_interview(
    installation: Installation,
    interview: Interview,
    posted: Sequence[Posted],
    shown: Sequence[frozenset[str]],
    act: str,
) -> Interview:
    """As it was posted: `posted` and `shown` (questions that stood there) part by part. What was keyed goes into every procedure that asks
    the same. `act`: one row more or less (`add.0.children`), or somebody as a row (`person.0.children.2`), or all there are (`people.0.members`)."""
    sheets, said = [], dict[int, dict[str, Any]]()
    for at, (part, boxes, names) in enumerate(zip(interview.parts, posted, shown, strict=True)):
        entry = read_entry(installation, part.draft, boxes, names, whole=False)
        sheet, changed = _keyed(installation, part, entry, names)
        said[at] = changed
        sheets.append(sheet)
    _rows(installation, interview.facts, sheets, act)
    return _interview(installation, interview.visit, interview.facts, sheets, interview.others, said, shown)


def _keyed(
    installation: Installation, part: Part, entry: Entry, names: frozenset[str]
) -> tuple[_Sheet, dict[str, Any]]:  # fmt: skip
    """What was posted, and what of it the clerk changed. `part` is what stood on the screen."""
    origins = dict(part.origins)
    there, unread = part.entry.kept, entry.kept.get(UNREAD, {})
    changed = {
        name: entry.kept.get(name) for name in names if name not in unread and entry.kept.get(name) != there.get(name)
    }
    for name, value in changed.items():
        before = origins.get(name)
        was = before.source if before is not None and before.source != SPEECH else before.was if before else ""
        origins[name] = Origin(SPEECH, value, was=was)
    answers = dict(entry.kept)
    return _Sheet(part.draft, answers, origins, _walk(installation, part.draft, answers)), changed


def _rows(installation: Installation, facts: Facts, sheets: list[_Sheet], act: str) -> None:
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
        _take_over(installation, sheets, sheet, key, [one for one in facts.people if no in ("", one.no)])
    sheet.path = _walk(installation, sheet.draft, sheet.answers)


def _take_over(
    installation: Installation, sheets: Sequence[_Sheet], sheet: _Sheet, key: str, people: Sequence[Person]
) -> None:
    """As rows here, and in every other procedure that asks for people of that kind and has nobody yet: children are named once."""
    if key not in sheet.path.rows:
        return
    role = _role(sheet, key)
    others = [
        (other, rows)
        for other in sheets
        for rows in other.path.rows
        if other is not sheet and "." not in rows and role and _role(other, rows) == role and not _named(other, rows)
    ]
    for person in people:
        for one, rows in ((sheet, key), *others):
            _add_person(installation, one, rows, person)


def _role(sheet: _Sheet, key: str) -> str:
    named = f"{full_name(key)}."
    return next(
        (
            one.role
            for one in sheet.draft.procedure.fields
            if one.name.startswith(named) and one.concept == "person.name"
        ),
        "",
    )


def _named(sheet: _Sheet, key: str) -> bool:
    return any(name.startswith(f"{key}.") for name in sheet.answers)


def _add_person(installation: Installation, sheet: _Sheet, key: str, person: Person) -> None:
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
    sheet.path = _walk(installation, sheet.draft, sheet.answers)
    row = f"{key}.{number}"
    fields = {
        one.own: one
        for asked in sheet.path.pages
        if asked.row is not None and asked.row.key == row
        for one in asked.fields
    }
    for own, (value, source) in row_of_person(fields, person).items():
        sheet.put(f"{row}.{own}", value, Origin(source))


def _interview(
    installation: Installation, visit: Visit, facts: Facts, sheets: list[_Sheet], others: tuple[ItemRow, ...],
    said: Mapping[int, Mapping[str, Any]], shown: Sequence[frozenset[str]] = (),
) -> Interview:  # fmt: skip
    together = _fill(installation, facts, sheets, said)
    parts = []
    for at, sheet in enumerate(sheets):
        draft = replace(sheet.draft, answers=with_origins(sheet.answers, sheet.origins))
        entry = open_entry(installation, draft, "")
        cut = together.cut(at)
        # What stands in another part, and what the door of a visit answers, the clerk has seen there; files on the procedure's own screen.
        apart = {one.id for one in entry.path.fields if one.type.control in APART}
        seen = (shown[at] if shown else frozenset()) | (entry.path.asked - cut.asked) | apart | {DOOR}
        seen |= frozenset(entry.kept.get(UNREAD, {}))  # shown as it was typed
        parts.append(Part(replace(entry, shown=seen), _mine(cut, entry.path), sheet.origins))
    return Interview(visit, facts, tuple(parts), others)


def _mine(cut: Path, whole: Path) -> Path:
    """What is known stands there as an answer by now, or the clerk emptied its box."""
    return replace(cut, mistakes=whole.mistakes, warnings=whole.warnings, known={})


def _fill(
    installation: Installation, facts: Facts, sheets: list[_Sheet], said: Mapping[int, Mapping[str, Any]]
) -> Together:
    """Round by round, until nothing more is known."""
    together = _together(sheets, facts)
    spoken: dict[Any, Any] = {}
    for at, changed in said.items():
        spoken |= together.said(at, list(changed), changed)
    for _ in range(_ROUNDS):
        known = [_known(installation, facts, one) for one in sheets]
        together = _together(sheets, facts)
        shared = _share(installation, together, sheets, spoken)
        spoken = {}
        if not any(known) and not shared:
            break
        together = _together(sheets, facts)
    return together


def _together(sheets: Sequence[_Sheet], facts: Facts) -> Together:
    """Who is meant where somebody files for another: one and the same person, if the visit knows one."""
    meant = []
    for one in sheets:
        role = role_of(one.draft.procedure, one.path.answers, one.came)
        named = principal_role(one.draft.procedure)
        meant.append({named: f"about {facts.about}"} if named and role not in ("", SELF) else {})
    return Together(tuple(one.path for one in sheets), tuple(meant), spoken=True)


def _known(installation: Installation, facts: Facts, sheet: _Sheet) -> bool:
    """What card, register and papers tell of questions that are open. Whether anything came of it."""
    found = {name: (value, _whence(sheet, facts, name, value)) for name, value in sheet.path.known.items()}
    found |= told_here(sheet.draft.procedure, sheet.path, facts, sheet.came)
    put = [sheet.put(name, value, Origin(source)) for name, (value, source) in found.items()]
    if any(put):
        sheet.path = _walk(installation, sheet.draft, sheet.answers)
    return any(put)


def _whence(sheet: _Sheet, facts: Facts, name: str, value: Any) -> str:
    """A rule of what a register tells is told by whatever told the day, or the 続柄."""
    if sheet.draft.procedure.field(name).known_by is not None:
        relation = facts.comer.told.get("relation") if facts.comer else None
        days = [source for day, source in facts.events.values() if day == value]
        return next(iter(days), relation[1] if relation else SPEECH)
    source = sheet.draft.told.whence(sheet.draft.procedure.field(name).known_from)
    return source.name if source is not None else SPEECH


def _share(
    installation: Installation, together: Together, sheets: Sequence[_Sheet], spoken: Mapping[Any, Any]
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
            home, question = together.homes[together.keys[at][name]]
            told = sheets[home].origins.get(question, Origin(SPEECH))
            came = sheet.put(name, value, replace(told, shared=True)) or came
        if changes:
            sheet.path = _walk(installation, sheet.draft, sheet.answers)
    return came


def save_interview(installation: Installation, unit: Unit, interview: Interview) -> None:
    """Keeps all of it, each in its draft. Conflict as `save_draft`. The caller commits."""
    for part in interview.parts:
        kept = with_origins(part.entry.kept, part.origins)
        save_entry(installation, unit, replace(part.entry, kept=kept, shown=frozenset()))
