"""Staff enter what a visitor says or a paper form: the whole procedure on one screen, saved as it grows, registered once. The same
engine, checks and queue as on the phone; arrival follows from the door."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from forms.answers import Answers
from forms.binding import Posted, by_question, owner
from forms.environment import Environment
from forms.field import Parsed
from forms.mistakes import Mistake
from forms.path import Path, trace
from forms.procedure import Field, Procedure
from forms.rows import add_row, remove_row, repeat_at
from portal.clock import TOKYO, to_micro
from portal.db import Unit
from portal.services.ask_reception import (
    DOOR,
    MANDATE,
    MANDATE_DAY,
    NOTE,
    PLACE,
    SHOWN,
    STAMP,
    arrival_day,
    ask_reception,
    seen_at_visit,
)
from portal.services.drafts import Draft, save_draft
from portal.services.form_number import written
from portal.services.installation import Installation
from portal.services.keep_file import drop_told, untold
from portal.services.keep_numbers import keep_numbers, numbers_in
from portal.services.keyless import note_filled
from portal.services.note_protected import NOBODY, Looked
from portal.services.origins import ORIGINS
from portal.services.rights import Member
from portal.services.said_in_disaster import MARK, unmatched_addresses
from portal.services.screen_state import said_by_visitor
from portal.services.submit_application import Arrival, Sent, submit_application
from portal.services.told import CARD
from portal.services.who_files import CAME, role_of
from portal.store import blank_forms, drafts, visit_figures
from portal.store.attachments import Holder

_WRITE_AGAIN = "?"
UNREAD = "screen-unread"  # beside the answers of a draft; no question can have this id


@dataclass(frozen=True)
class Entry:
    """One screen. `reception` and `path` are what is asked, answered, wrong and missing; `typed` are the boxes of the
    questions `shown`; `kept` is what the draft holds from now on: every answer that could be read, asked just now or
    not, because a slip of the hand on a radio must cost nothing, and what could not be read as it was typed."""

    draft: Draft
    reception: Path
    path: Path
    environment: Environment
    typed: Posted
    shown: frozenset[str]
    kept: Answers

    @property
    def mistaken(self) -> bool:
        return bool(self.reception.mistakes or self.path.mistakes)

    @property
    def ready(self) -> bool:
        """It may be registered: nothing open, and no question that the clerk has not seen."""
        asked = self.reception.asked | self.path.asked
        return not self.reception.pages[0].open and self.path.complete and asked <= self.shown


def open_entry(installation: Installation, draft: Draft, usual_place: str) -> Entry:
    """As it is stored. `usual_place` is where this computer stands: offered until another is chosen."""
    known = any(counter.id == usual_place for counter in installation.city.counters)
    came = draft.visit.came if draft.visit is not None else ""
    may = came in draft.procedure.who.get(draft.row.door, ())
    stored = {DOOR: draft.row.door, PLACE: usual_place if known else None, CAME: came if may else None, **draft.answers}
    unread: Mapping[str, Posted] = draft.answers.get(UNREAD, {})
    typed = {box: values for boxes_of in unread.values() for box, values in boxes_of.items()}
    entry = _entry(installation, draft, typed, frozenset(unread), stored)
    told = {**entry.path.mistakes, **untold(entry.path, draft.shelf)}
    return replace(entry, path=replace(entry.path, mistakes=told))


def read_entry(installation: Installation, draft: Draft, posted: Posted, shown: Set[str], *, whole: bool) -> Entry:
    """As it was posted. `shown`: ids of the questions that were on the screen; others keep their stored answers.
    `whole`: it should be registered, so what is missing is a mistake."""
    entry = _entry(installation, draft, posted, frozenset(shown), draft.answers)
    if not whole:
        return entry
    reception, path = entry.reception, entry.path
    return replace(
        entry,
        reception=replace(reception, mistakes={**_required(reception), **reception.mistakes}),
        path=replace(path, mistakes={**_required(path), **path.mistakes}),
    )


def _entry(installation: Installation, draft: Draft, typed: Posted, shown: frozenset[str], stored: Answers) -> Entry:
    """The questions `shown` are read from `typed`, all others from `stored`."""
    procedure = draft.procedure
    environment = installation.environment(
        procedure, installation.clock.today(), draft.row.door, files=draft.files, booked=draft.booked,
        as_said=draft.disaster,
    )  # fmt: skip

    found_boxes = by_question(shown, typed)

    def read(field: Field) -> Parsed:
        if field.id in shown:
            return field.type.parse(found_boxes.get(field.id, {}), field.settings, environment)
        return Parsed(stored.get(field.id))

    sheet = written(draft.sheet) if draft.sheet else ""
    reception = ask_reception(installation, procedure, read, draft.visit, sheet, disaster=draft.disaster)
    environment = _environment(installation, draft, reception)
    path = trace(procedure, read, environment, stored)
    found = {name: read(field) for name in shown if (field := _field(procedure, reception, name)) is not None}
    kept = {name: value for name, value in stored.items() if name not in found and name != UNREAD and value is not None}
    kept |= {key: list(numbers) for key, numbers in path.rows.items()}
    kept |= {name: parsed.value for name, parsed in found.items() if parsed.value is not None}
    wrong = [name for name, parsed in found.items() if parsed.mistakes]
    unread = {name: {box: list(typed[box]) for box in typed if owner(box, {name})} for name in sorted(wrong)}
    # A number with a slip in it is nearly a number: that it was wrong is kept, and not what was typed.
    unread |= {name: {name: [_WRITE_AGAIN]} for name in numbers_in(procedure, unread)}
    return Entry(draft, reception, path, environment, typed, shown, kept | ({UNREAD: unread} if unread else {}))


def _field(procedure: Procedure, reception: Path, name: str) -> Field | None:
    """The question `name` of the reception or of the procedure; None for what is posted and is none."""
    found = next((field for field in reception.fields if field.id == name), None)
    if found is not None:
        return found
    try:
        return procedure.field(name)
    except KeyError:
        return None


def change_rows(entry: Entry, act: str) -> Entry:
    """One row more or less, as the button says that was pressed: `add.children`, `remove.children.2`. A row in which
    something is written goes only by `gone.children.2`. What was typed is kept; anything else changes nothing."""
    what, _, where = act.partition(".")
    key, _, number = where.rpartition(".") if what in ("remove", "gone") else (where, "", "")
    if key not in entry.path.rows:
        return entry
    repeat, numbers = repeat_at(entry.draft.procedure, key), entry.path.rows[key]
    if what == "add" and len(numbers) < repeat.max:
        return replace(entry, kept=add_row(entry.path, entry.kept, key)[0])
    goes = what == "gone" or (what == "remove" and not row_is_written(entry, act))
    if goes and number in numbers and len(numbers) > repeat.min:
        return replace(entry, kept=remove_row(entry.path, entry.kept, key, number))
    return entry


def row_is_written(entry: Entry, act: str) -> bool:
    """Whether anything would be lost with the row that `act` takes away, so that it is asked about first."""
    row = f"{act.partition('.')[2]}."
    return any(name.startswith(row) for name in (*entry.kept, *entry.kept.get(UNREAD, {})))


def save_entry(installation: Installation, unit: Unit, entry: Entry) -> Entry:
    """Keeps all that was typed; the entry with its draft as it is now stored. Conflict as `save_draft`."""
    draft, door = entry.draft, entry.reception.answers.get(DOOR, entry.draft.row.door)
    save_draft(installation, unit, draft, _own(entry), draft.seen)
    drop_told(unit, draft.shelf, entry.shown)
    drafts.change_door(unit, draft.id, door)
    return replace(entry, draft=replace(draft, row=replace(draft.row, door=door, revision=draft.row.revision + 1)))


def _own(entry: Entry) -> Answers:
    """Who came is kept by the visit: said otherwise there later, it is said otherwise here."""
    visit = entry.draft.visit
    came = visit.came if visit is not None else ""
    return {name: value for name, value in entry.kept.items() if name != CAME or not came or value != came}


def register_entry(
    installation: Installation, unit: Unit, member: Member, entry: Entry, looked: Looked = NOBODY, *, signed: str = "",
    signature: Mapping[str, str] | None = None, counted: bool = True,
) -> Sent:  # fmt: skip
    """What came of it; no receipt number while something is open. The caller commits, and only then answers. `looked`: as
    `asking_register` gives it; `signed`: the document that the visitor signed, and `signature` what is said of it. Not `counted`: whoever
    registers several counts their boxes together."""
    if not entry.ready:
        return Sent("", entry.path)
    row = replace(entry.draft.row, door=entry.reception.answers[DOOR], staff_id=member.id)
    answers = keep_numbers(
        installation,
        unit,
        Holder(draft_id=entry.draft.id),
        entry.draft.procedure,
        entry.draft.answers,
        entry.path.answers,
    )
    told = {ORIGINS: entry.kept[ORIGINS]} if ORIGINS in entry.kept else {}
    draft = replace(entry.draft, row=row, answers={**answers, **told})
    arrival = _arrival(installation, entry)
    said = {**said_by_visitor(installation, unit, entry.draft, entry.path), **_sheet(entry.draft)}
    evidence = {**_evidence(entry, member), **said, **({"signature": signature} if signature else {})}
    sent = submit_application(installation, unit, draft, member.actor, arrival, evidence, looked, signed)
    if sent.receipt_number:
        blank_forms.file(unit, draft.id, to_micro(installation.clock.now()))
    if sent.receipt_number and draft.visit is not None:
        visit_figures.register(unit, draft.visit.id, to_micro(installation.clock.now()))
        if counted:
            note_filled(installation, unit, draft.visit.id, [(entry.draft, entry.path)])
    return sent


def _sheet(draft: Draft) -> Mapping[str, str]:
    return {"form_number": written(draft.sheet)} if draft.sheet else {}


def _environment(installation: Installation, draft: Draft, reception: Path) -> Environment:
    """Rules see the day of arrival from the start: a paper form is judged by the day of its stamp."""
    day = arrival_day(reception, installation.clock.today())
    door = reception.answers.get(DOOR, "counter")
    return installation.environment(
        draft.procedure, day, door, told=draft.told, files=draft.files, booked=draft.booked, as_said=draft.disaster
    )


def _required(path: Path) -> dict[str, tuple[Mistake, ...]]:
    kinds = {field.id: field.type.id for asked in path.pages for field in asked.fields}
    return {name: (Mistake(f"{kinds[name]}.required"),) for name in path.missing}


def _arrival(installation: Installation, entry: Entry) -> Arrival:
    """A visit arrives now; of a paper form the stamp says the day alone, so its first moment stands for it."""
    answers = entry.reception.answers
    if STAMP in answers:
        day = arrival_day(entry.reception, installation.clock.today())
        return Arrival(datetime.combine(day, time.min, TOKYO), answers[PLACE], "stamp")
    return Arrival(installation.clock.now(), answers[PLACE], "visit")


def _evidence(entry: Entry, member: Member) -> Mapping[str, Any]:
    answers = entry.reception.answers
    card = entry.draft.told.source(CARD)
    came = role_of(entry.draft.procedure, entry.path.answers, answers.get(CAME, ""))
    return {
        "way": "paper" if STAMP in answers else "counter-visual",
        "came": came,
        **_shown(entry, answers),
        "clerk": member.login,
        **({MARK: unmatched_addresses(entry.path, entry.environment)} if entry.draft.disaster else {}),
        **(card.proof if card else {}),
        **({"mandate": answers[MANDATE], "mandate_day": answers.get(MANDATE_DAY, "")} if MANDATE in answers else {}),
    }


def _shown(entry: Entry, answers: Answers) -> Mapping[str, Any]:
    visit = entry.draft.visit
    if visit is not None and seen_at_visit(visit, answers[DOOR]):
        return visit.evidence
    listed = visit.evidence_of(answers[SHOWN]) if visit is not None and answers[DOOR] == "counter" else None
    return listed or {"shown": [answers[SHOWN]], "note": answers.get(NOTE, "")}
