"""Open questions of a visit on the visitor's screen, answered by choice only; sensitive ones behind a curtain."""

# A clerk's answers cannot be changed there.

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure
from forms.mistakes import Mistake
from forms.path.binding import Posted
from forms.path.path import AskedPage
from portal.db import Unit
from portal.services.counter.enter_at_counter import UNREAD
from portal.services.counter.interview import Interview, Part, interview_of, is_spoken, read_interview, save_interview
from portal.services.counter.press_answers import (
    CURTAINED,
    Press,
    filled_by,
    has_options,
    is_somebody,
    may_press,
    presses_of,
)
from portal.services.counter.visitor_screen_sections import is_guarded, is_shown, save_state, to_send
from portal.services.counter.visitor_screen_state import open_state
from portal.services.counter.visits import Visit, open_visit
from portal.services.filing.drafts import at_counter, open_draft
from portal.services.filing.visit_facts import SPEECH, VISITOR, facts_of
from portal.services.residents.protect import locating_fields
from portal.services.shared.needs import HasNumberKeys, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.counter import visitor_screens, visits
from portal.store.counter.visitor_screens import ScreenRow
from portal.store.counter.visits import VisitRow
from portal.store.filing import drafts

_SIGNS = 24


@dataclass(frozen=True)
class Asked:
    """`key` names it in a request."""

    key: str
    at: int  # index of its part
    page: AskedPage
    field: Field
    presses: tuple[Press, ...]
    answered: bool
    unsure: bool  # left to the clerk

    @property
    def open(self) -> bool:
        return not self.answered and not self.unsure

    @property
    def curtained(self) -> bool:
        return self.field.protection == CURTAINED

    @property
    def seen(self) -> bool:
        return self.open or not self.curtained


def asked_of_visitor(interview: Interview) -> tuple[Asked, ...]:
    state = interview.screen
    return tuple(
        asked
        for index, part in enumerate(interview.parts)
        if part.draft.id in state.asking
        for asked in _of_part(interview, index, part, frozenset(state.unsure.get(part.draft.id, ())))
    )


def _of_part(interview: Interview, index: int, part: Part, unsure: frozenset[str]) -> Iterator[Asked]:
    procedure, answers, missing = part.draft.procedure, part.entry.path.answers, set(part.path.missing)
    apart = locating_fields(procedure, part.path.asked) | frozenset(part.entry.kept.get(UNREAD, {}))
    for page in part.path.pages:
        for field in page.fields:
            if field.id in apart or not may_press(procedure, field) or not _may_show(interview, procedure, field):
                continue
            presses = presses_of(procedure, field, interview.facts.people)
            origin = part.origins.get(field.id)
            own = origin is not None and origin.source == VISITOR and origin.value == answers.get(field.id)
            if (own or field.id in missing) and (presses or has_options(field)):
                yield Asked(key_of(part, field), index, page, field, presses, own, field.id in unsure)


def _may_show(interview: Interview, procedure: Procedure, field: Field) -> bool:
    # No names or curtained questions for a protected visitor: an abuser may stand by.
    return not interview.guarded or not (field.protection == CURTAINED or is_somebody(procedure, field))


def key_of(part: Part, field: Field) -> str:
    return hashlib.sha256(f"{part.draft.id}\0{field.id}".encode()).hexdigest()[:_SIGNS]


def interview_on_screen(installation: Records, unit: Unit, row: ScreenRow, visit: VisitRow) -> Interview | None:
    """None if nothing was sent, the clerk signed out, or its procedures are filed or removed."""
    state = open_state(installation, visit, row)
    if not state.asking or not is_shown(installation, unit, row):
        return None
    opened_visit = open_visit(installation, visit, visits.items(unit, [visit.id]))
    stored = (drafts.by_id(unit, item.uid) for item in opened_visit.open if item.uid in state.asking)
    opened = [at_counter(installation, unit, open_draft(installation, unit, row)) for row in stored if row is not None]
    spoken = [draft for draft in opened if is_spoken(draft)]
    if not spoken:
        return None
    facts = facts_of(installation, visit)
    guarded = is_guarded(installation, unit, state, spoken, facts.named)
    return interview_of(installation, Interview(opened_visit, facts, (), (), state, guarded=guarded), spoken)


def ask_visitor(
    installation: Records, unit: Unit, member: Member, visit: Visit, session: bytes, veiled: frozenset[str]
) -> bool:  # fmt: skip
    """Questions stay while the clerk's `session` lives. `veiled` as in `look_first`. False without a device or
    questions. Raises Conflict if the visitor answers concurrently."""
    row = visitor_screens.of_visit(unit, visit.id)
    asking = [draft.id for draft in to_send(installation, unit, member, visit) if is_spoken(draft)]
    if row is None or row.token_hash is None or not asking:
        return False
    before = open_state(installation, visit.row, row)
    state = replace(before, asking=asking, unsure={}, opened="", veiled=sorted({*before.veiled, *veiled}))
    save_state(installation, unit, replace(row, session_hash=session), visit.row, state)
    write_audit(installation, unit, member.actor, "ask on screen", detail=f"{visit.id} {len(asking)}")
    return True


def take_answer(
    installation: HasNumberKeys, unit: Unit, row: ScreenRow, visit: VisitRow, key: str, codes: Sequence[str]
) -> tuple[Mistake, ...] | None:  # fmt: skip
    """Returns mistakes; None if the question is no longer asked. Raises Conflict if a clerk saves concurrently."""
    match = _asked_question(installation, unit, row, visit, key)
    if match is None:
        return None
    interview, asked = match
    if asked.curtained and not (asked.open and interview.screen.opened == key):
        return None  # the question was not shown
    name, raw = asked.field.id, filled_by(asked.presses, codes)
    if raw is None:
        return (Mistake("choice.not_offered"),)
    boxes = [_unread(part) for part in interview.parts]
    boxes[asked.at] = {**boxes[asked.at], **{f"{name}.{box}" if box else name: values for box, values in raw.items()}}
    shown = [frozenset(part.entry.kept.get(UNREAD, {})) for part in interview.parts]
    shown[asked.at] |= {name}
    read = read_interview(installation, interview, boxes, shown, "", VISITOR)
    path = read.parts[asked.at].entry.path
    wrong = path.mistakes.get(name, ())
    if wrong or name not in path.answers:
        return wrong or (Mistake(f"{asked.field.type.id}.required"),)
    save_interview(installation, unit, read)
    _keep(installation, unit, row, read, asked, unsure=False)
    return ()


def leave_to_clerk(
    installation: Records, unit: Unit, row: ScreenRow, visit: VisitRow, key: str
) -> bool:  # fmt: skip
    match = _asked_question(installation, unit, row, visit, key)
    if match is None or match[1].answered:
        return False
    _keep(installation, unit, row, *match, unsure=True)
    return True


def draw_curtain(
    installation: Records, unit: Unit, row: ScreenRow, visit: VisitRow, key: str, *, opened: bool
) -> bool:  # fmt: skip
    match = _asked_question(installation, unit, row, visit, key)
    if match is None or not (match[1].curtained and match[1].open):
        return False
    save_state(installation, unit, row, visit, replace(match[0].screen, opened=key if opened else ""))
    return True


def _asked_question(
    installation: Records, unit: Unit, row: ScreenRow, visit: VisitRow, key: str
) -> tuple[Interview, Asked] | None:  # fmt: skip
    interview = interview_on_screen(installation, unit, row, visit)
    asked = (
        next((question for question in asked_of_visitor(interview) if question.key == key), None) if interview else None
    )
    return (interview, asked) if interview and asked else None


def _unread(part: Part) -> dict[str, Sequence[str]]:
    unread: dict[str, Posted] = part.entry.kept.get(UNREAD, {})
    return {box: values for boxes in unread.values() for box, values in boxes.items()}


def _keep(
    installation: Records, unit: Unit, row: ScreenRow, interview: Interview, asked: Asked, *, unsure: bool
) -> None:  # fmt: skip
    state, uid = interview.screen, interview.parts[asked.at].draft.id
    still_unsure = [field_id for field_id in state.unsure.get(uid, ()) if field_id != asked.field.id]
    left = {**state.unsure, uid: [*still_unsure, *([asked.field.id] if unsure else [])]}
    taps = dict(state.taps)
    for part in () if unsure else interview.parts:
        taps[part.draft.id] = taps.get(part.draft.id, 0) + 1
    save_state(installation, unit, row, interview.visit.row, replace(state, taps=taps, unsure=left, opened=""))


@dataclass(frozen=True)
class Overruled:
    """A visitor's answer that a clerk's page would change unseen."""

    at: int
    field: Field
    value: Value


def overruled(stored: Interview, posted: Interview) -> tuple[Overruled, ...]:
    changes = []
    for index, (before, after) in enumerate(zip(stored.parts, posted.parts, strict=True)):
        for name, origin in before.origins.items():
            changed = origin.source == VISITOR and after.origins[name].source == SPEECH
            field = next(
                (candidate for candidate in before.entry.path.fields if changed and candidate.id == name), None
            )
            if field is not None and may_press(before.draft.procedure, field) and not after.origins[name].shared:
                changes.append(Overruled(index, field, origin.value))
    return tuple(changes)
