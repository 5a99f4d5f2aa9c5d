"""A visit or a paper form on one screen, with the rules and queue of online applications."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from forms.answers import Answers
from forms.definition.field import Parsed
from forms.definition.procedure import Field, Procedure
from forms.mistakes import Mistake
from forms.path.binding import Posted, by_question, owner
from forms.path.environment import Environment
from forms.path.filer import CAME, role_of
from forms.path.path import Path, trace
from forms.path.rows import add_row, remove_row, repeat_at
from portal.clock import TOKYO, Clock, to_micro
from portal.db import Unit
from portal.services.counter.needs import CounterNeeds
from portal.services.counter.visitor_screen_state import visitor_evidence
from portal.services.files.keep_file import drop_refusals, refusals
from portal.services.files.keep_numbers import keep_numbers, numbers_in
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import Draft, save_draft
from portal.services.filing.note_protected import NOBODY, Looked
from portal.services.filing.origins import ORIGINS
from portal.services.filing.prefilled_share import note_filled
from portal.services.filing.submit_application import submit_application
from portal.services.procedures.ask_reception import (
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
from portal.services.shared.form_number import written
from portal.services.shared.known_sources import CARD_FACE
from portal.services.shared.needs import Basics, HasNumberKeys
from portal.services.shared.rights import Member
from portal.services.staff.unchecked_entries import MARK, unmatched_addresses
from portal.store.counter import blank_forms, visit_figures
from portal.store.files.attachments import Holder
from portal.store.filing import drafts

_WRITE_AGAIN = "?"
UNREAD = "screen-unread"  # beside the answers of a draft; no question can have this id


@dataclass(frozen=True)
class Entry:
    draft: Draft
    reception: Path
    path: Path
    environment: Environment
    typed: Posted  # boxes of the questions `shown`
    shown: frozenset[str]
    kept: Answers  # what the draft stores, including unreadable input and answers not asked now

    @property
    def mistaken(self) -> bool:
        return bool(self.reception.mistakes or self.path.mistakes)

    @property
    def ready(self) -> bool:
        asked = self.reception.asked | (self.path.asked - self.path.unseen.keys())
        return not self.reception.pages[0].open and self.path.complete and asked <= self.shown


def open_entry(installation: Basics, draft: Draft, usual_place: str) -> Entry:
    known = any(counter.id == usual_place for counter in installation.city.counters)
    came = draft.visit.came if draft.visit is not None else ""
    may_file = came in draft.procedure.who.get(draft.row.door, ())
    stored = {
        DOOR: draft.row.door,
        PLACE: usual_place if known else None,
        CAME: came if may_file else None,
        **draft.answers,
    }
    unread: Mapping[str, Posted] = draft.answers.get(UNREAD, {})
    typed = {box: values for boxes_of in unread.values() for box, values in boxes_of.items()}
    entry = _entry(installation, draft, typed, frozenset(unread), stored)
    mistakes = {**entry.path.mistakes, **refusals(entry.path, draft.shelf)}
    return replace(entry, path=replace(entry.path, mistakes=mistakes))


def read_entry(installation: Basics, draft: Draft, posted: Posted, shown: Set[str], *, whole: bool) -> Entry:
    """Questions not in `shown` keep their stored answers. With `whole`, missing answers are mistakes."""
    entry = _entry(installation, draft, posted, frozenset(shown), draft.answers)
    if not whole:
        return entry
    reception, path = entry.reception, entry.path
    return replace(
        entry,
        reception=replace(reception, mistakes={**_required(reception), **reception.mistakes}),
        path=replace(path, mistakes={**_required(path), **path.mistakes}),
    )


def _entry(installation: Basics, draft: Draft, typed: Posted, shown: frozenset[str], stored: Answers) -> Entry:
    procedure = draft.procedure
    environment = installation.rules.environment(
        procedure, installation.clock.today(), draft.row.door, files=draft.files, booked=draft.booked,
        accept_incomplete=draft.disaster,
    )  # fmt: skip

    boxes = by_question(shown, typed)

    def read(field: Field) -> Parsed:
        if field.id in shown:
            return field.type.parse(boxes.get(field.id, {}), field.settings, environment)
        return Parsed(stored.get(field.id))

    sheet = written(draft.sheet) if draft.sheet else ""
    reception = ask_reception(installation, procedure, read, draft.visit, sheet, disaster=draft.disaster)
    environment = _environment(installation, draft, reception)
    path = trace(procedure, read, environment, {**stored, CAME: reception.answers.get(CAME, "")})
    parsed_by_name = {name: read(field) for name in shown if (field := _field(procedure, reception, name)) is not None}
    kept = {
        name: value
        for name, value in stored.items()
        if name not in parsed_by_name and name != UNREAD and value is not None
    }
    kept |= {key: list(numbers) for key, numbers in path.rows.items()}
    kept |= {name: parsed.value for name, parsed in parsed_by_name.items() if parsed.value is not None}
    wrong = [name for name, parsed in parsed_by_name.items() if parsed.mistakes]
    unread = {name: {box: list(typed[box]) for box in typed if owner(box, {name})} for name in sorted(wrong)}
    # A mistyped number is nearly the number: only the fact of the mistake is stored.
    unread |= {name: {name: [_WRITE_AGAIN]} for name in numbers_in(procedure, unread)}
    return Entry(draft, reception, path, environment, typed, shown, kept | ({UNREAD: unread} if unread else {}))


def _field(procedure: Procedure, reception: Path, name: str) -> Field | None:
    asked = next((field for field in reception.fields if field.id == name), None)
    if asked is not None:
        return asked
    try:
        return procedure.field(name)
    except KeyError:
        return None


def change_rows(entry: Entry, act: str) -> Entry:
    """`add.children`, `remove.children.2`; a row with answers needs `gone.children.2`."""
    verb, _, target = act.partition(".")
    key, _, number = target.rpartition(".") if verb in ("remove", "gone") else (target, "", "")
    if key not in entry.path.rows:
        return entry
    repeat, numbers = repeat_at(entry.draft.procedure, key), entry.path.rows[key]
    if verb == "add" and len(numbers) < repeat.max:
        return replace(entry, kept=add_row(entry.path, entry.kept, key)[0])
    goes = verb == "gone" or (verb == "remove" and not row_is_written(entry, act))
    if goes and number in numbers and len(numbers) > repeat.min:
        return replace(entry, kept=remove_row(entry.path, entry.kept, key, number))
    return entry


def row_is_written(entry: Entry, act: str) -> bool:
    row = f"{act.partition('.')[2]}."
    return any(name.startswith(row) for name in (*entry.kept, *entry.kept.get(UNREAD, {})))


def save_entry(installation: HasNumberKeys, unit: Unit, entry: Entry) -> Entry:
    """Raises Conflict as `save_draft`."""
    draft, door = entry.draft, entry.reception.answers.get(DOOR, entry.draft.row.door)
    save_draft(installation, unit, draft, _own(entry), draft.seen)
    drop_refusals(unit, draft.shelf, entry.shown)
    drafts.change_door(unit, draft.id, door)
    return replace(entry, draft=replace(draft, row=replace(draft.row, door=door, revision=draft.row.revision + 1)))


def _own(entry: Entry) -> Answers:
    visit = entry.draft.visit
    came = visit.came if visit is not None else ""
    return {name: value for name, value in entry.kept.items() if name != CAME or not came or value != came}


def register_entry(
    installation: CounterNeeds, unit: Unit, member: Member, entry: Entry, looked: Looked = NOBODY, *, signed: str = "",
    signature: Mapping[str, str] | None = None, counted: bool = True,
) -> Sent:  # fmt: skip
    """Returns no receipt number while something is open. `looked` as from `asking_register`; `signed`: document id,
    `signature` its facts; `counted` False: the caller counts boxes."""
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
    origins = {ORIGINS: entry.kept[ORIGINS]} if ORIGINS in entry.kept else {}
    draft = replace(entry.draft, row=row, answers={**answers, **origins})
    arrival = _arrival(installation.clock, entry)
    facts = {**visitor_evidence(installation, unit, entry.draft, entry.path), **_sheet(entry.draft)}
    evidence = {**_evidence(entry, member), **facts, **({"signature": signature} if signature else {})}
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


def _environment(installation: Basics, draft: Draft, reception: Path) -> Environment:
    # Paper is judged by the day of its stamp.
    day = arrival_day(reception, installation.clock.today())
    door = reception.answers.get(DOOR, "counter")
    return installation.rules.environment(
        draft.procedure,
        day,
        door,
        known=draft.known,
        files=draft.files,
        booked=draft.booked,
        accept_incomplete=draft.disaster,
    )


def _required(path: Path) -> dict[str, tuple[Mistake, ...]]:
    kinds = {field.id: field.type.id for asked in path.pages for field in asked.fields}
    return {name: (Mistake(f"{kinds[name]}.required"),) for name in path.missing}


def _arrival(clock: Clock, entry: Entry) -> Arrival:
    # At midnight: a stamp has no time.
    answers = entry.reception.answers
    if STAMP in answers:
        day = arrival_day(entry.reception, clock.today())
        return Arrival(datetime.combine(day, time.min, TOKYO), answers[PLACE], "stamp")
    return Arrival(clock.now(), answers[PLACE], "visit")


def _evidence(entry: Entry, member: Member) -> Mapping[str, Any]:
    answers = entry.reception.answers
    card = entry.draft.known.source(CARD_FACE)
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
