"""What is still open in a visit, asked of the visitor on a screen of their own: what is pressed, never what is typed. Each answer is theirs,
stored at once in the drafts. What a clerk said stands: from there it is never changed. What others in the hall should not see stands behind a
curtain that the visitor opens."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forms.binding import Posted
from forms.field import Value
from forms.mistakes import Mistake
from forms.path import AskedPage
from forms.procedure import Field, Procedure
from portal.db import Unit
from portal.services.drafts import at_counter, open_draft
from portal.services.enter_at_counter import UNREAD
from portal.services.installation import Installation
from portal.services.interview import Interview, Part, interview_of, is_spoken, read_interview, save_interview
from portal.services.press_answers import CURTAINED, Press, filled_by, has_options, is_somebody, may_press, presses_of
from portal.services.protect import telling_fields
from portal.services.rights import Member
from portal.services.screen_state import open_state
from portal.services.show_on_screen import is_guarded, is_shown, save_state, to_send
from portal.services.visit_facts import SPEECH, VISITOR, facts_of
from portal.services.visits import Visit, open_visit
from portal.services.write_audit import write_audit
from portal.store import drafts, visitor_screens, visits
from portal.store.visitor_screens import ScreenRow
from portal.store.visits import VisitRow

_SIGNS = 24


@dataclass(frozen=True)
class Asked:
    """One question for the visitor. `key`: by which their press names it; `at`: the part; `page`: where it stands there; `presses`: its buttons
    where they are no options. `answered`: by themselves, so that they may say otherwise; `unsure`: left to the clerk."""

    key: str
    at: int
    page: AskedPage
    field: Field
    presses: tuple[Press, ...]
    answered: bool
    unsure: bool

    @property
    def open(self) -> bool:
        return not self.answered and not self.unsure

    @property
    def curtained(self) -> bool:
        return self.field.protection == CURTAINED

    @property
    def seen(self) -> bool:
        """What was answered behind the curtain is not looked at again."""
        return self.open or not self.curtained


def asked_of_visitor(interview: Interview) -> tuple[Asked, ...]:
    """What the visitor is asked now, or answered before and may change, in the order of the forms."""
    state = interview.screen
    return tuple(
        one
        for at, part in enumerate(interview.parts)
        if part.draft.id in state.asking
        for one in _of_part(interview, at, part, frozenset(state.unsure.get(part.draft.id, ())))
    )


def _of_part(interview: Interview, at: int, part: Part, unsure: frozenset[str]) -> Iterator[Asked]:
    procedure, answers, missing = part.draft.procedure, part.entry.path.answers, set(part.path.missing)
    apart = telling_fields(procedure, part.path.asked) | frozenset(part.entry.kept.get(UNREAD, {}))
    for page in part.path.pages:
        for field in page.fields:
            if field.id in apart or not may_press(procedure, field) or not _may_stand(interview, procedure, field):
                continue
            presses = presses_of(procedure, field, interview.facts.people)
            origin = part.origins.get(field.id)
            own = origin is not None and origin.source == VISITOR and origin.value == answers.get(field.id)
            if (own or field.id in missing) and (presses or has_options(field)):
                yield Asked(key_of(part, field), at, page, field, presses, own, field.id in unsure)


def _may_stand(interview: Interview, procedure: Procedure, field: Field) -> bool:
    """Where somebody may not be found, the screen names nobody and hides nothing: whoever made them come here may stand beside them."""
    return not interview.guarded or not (field.protection == CURTAINED or is_somebody(procedure, field))


def key_of(part: Part, field: Field) -> str:
    """By which a press names a question: tells nothing of the draft."""
    return hashlib.sha256(f"{part.draft.id}\0{field.id}".encode()).hexdigest()[:_SIGNS]


def interview_on_screen(installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow) -> Interview | None:
    """What may be answered on the device of this visit now; None where it asks nothing: nothing was sent, its clerk is gone, or what was
    asked is filed or left the visit."""
    state = open_state(installation, visit, row)
    if not state.asking or not is_shown(installation, unit, row):
        return None
    whole = open_visit(installation, visit, visits.items(unit, [visit.id]))
    stored = (drafts.by_id(unit, one.uid) for one in whole.open if one.uid in state.asking)
    opened = [at_counter(installation, unit, open_draft(installation, unit, one)) for one in stored if one is not None]
    found = [one for one in opened if is_spoken(one)]
    if not found:
        return None
    facts = facts_of(installation, visit)
    guarded = is_guarded(installation, unit, state, found, facts.named)
    return interview_of(installation, Interview(whole, facts, (), (), state, guarded=guarded), found)


def ask_visitor(
    installation: Installation, unit: Unit, member: Member, visit: Visit, session: bytes, veiled: frozenset[str]
) -> bool:  # fmt: skip
    """Puts what is open onto the visitor's screen, for as long as the clerk's `session` lives, also what they were unsure of before. `veiled`:
    as `look_first`. False where there is no device or nothing to ask. Conflict where the visitor pressed at the same moment. The caller
    commits."""
    row = visitor_screens.of_visit(unit, visit.id)
    found = [one.id for one in to_send(installation, unit, member, visit) if is_spoken(one)]
    if row is None or row.token_hash is None or not found:
        return False
    before = open_state(installation, visit.row, row)
    state = replace(before, asking=found, unsure={}, opened="", veiled=sorted({*before.veiled, *veiled}))
    save_state(installation, unit, replace(row, session_hash=session), visit.row, state)
    write_audit(installation, unit, member.actor, "ask on screen", detail=f"{visit.id} {len(found)}")
    return True


def take_answer(
    installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow, key: str, codes: Sequence[str]
) -> tuple[Mistake, ...] | None:  # fmt: skip
    """Stores what the visitor chose: () once it is, else why not; None where that is not asked (any more), and nothing changes. Conflict
    where a clerk saved at the same moment. The caller commits."""
    found = _found(installation, unit, row, visit, key)
    if found is None:
        return None
    interview, asked = found
    if asked.curtained and not (asked.open and interview.screen.opened == key):
        return None  # nobody answers what they have not been shown
    name, raw = asked.field.id, filled_by(asked.presses, codes)
    if raw is None:
        return (Mistake("choice.not_offered"),)
    boxes = [_unread(part) for part in interview.parts]
    boxes[asked.at] = {**boxes[asked.at], **{f"{name}.{box}" if box else name: each for box, each in raw.items()}}
    shown = [frozenset(part.entry.kept.get(UNREAD, {})) for part in interview.parts]
    shown[asked.at] |= {name}
    told = read_interview(installation, interview, boxes, shown, "", VISITOR)
    path = told.parts[asked.at].entry.path
    wrong = path.mistakes.get(name, ())
    if wrong or name not in path.answers:
        return wrong or (Mistake(f"{asked.field.type.id}.required"),)
    save_interview(installation, unit, told)
    _keep(installation, unit, row, told, asked, unsure=False)
    return ()


def leave_to_clerk(
    installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow, key: str
) -> bool:  # fmt: skip
    """The visitor does not know: the question stays open, and the clerk is told. False where it is not asked, or they answered it."""
    found = _found(installation, unit, row, visit, key)
    if found is None or found[1].answered:
        return False
    _keep(installation, unit, row, *found, unsure=True)
    return True


def draw_curtain(
    installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow, key: str, *, opened: bool
) -> bool:  # fmt: skip
    """The visitor wants to see a question that others should not, or has it hidden again. Only while it is open: False otherwise."""
    found = _found(installation, unit, row, visit, key)
    if found is None or not (found[1].curtained and found[1].open):
        return False
    save_state(installation, unit, row, visit, replace(found[0].screen, opened=key if opened else ""))
    return True


def _found(
    installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow, key: str
) -> tuple[Interview, Asked] | None:  # fmt: skip
    interview = interview_on_screen(installation, unit, row, visit)
    found = next((one for one in asked_of_visitor(interview) if one.key == key), None) if interview else None
    return (interview, found) if interview and found else None


def _unread(part: Part) -> dict[str, Sequence[str]]:
    """What the clerk typed and could not be read yet stands there as it was typed."""
    unread: dict[str, Posted] = part.entry.kept.get(UNREAD, {})
    return {box: values for boxes in unread.values() for box, values in boxes.items()}


def _keep(
    installation: Installation, unit: Unit, row: ScreenRow, interview: Interview, asked: Asked, *, unsure: bool
) -> None:  # fmt: skip
    state, uid = interview.screen, interview.parts[asked.at].draft.id
    open_ones = [one for one in state.unsure.get(uid, ()) if one != asked.field.id]
    left = {**state.unsure, uid: [*open_ones, *([asked.field.id] if unsure else [])]}
    taps = dict(state.taps)
    for part in () if unsure else interview.parts:
        taps[part.draft.id] = taps.get(part.draft.id, 0) + 1
    save_state(installation, unit, row, interview.visit.row, replace(state, taps=taps, unsure=left, opened=""))


@dataclass(frozen=True)
class Overruled:
    """An answer of the visitor's that a clerk's page, which did not show it yet, would have changed."""

    at: int
    field: Field
    value: Value


def overruled(stored: Interview, posted: Interview) -> tuple[Overruled, ...]:
    """What the visitor chose themselves and stands otherwise in what was posted."""
    found = []
    for at, (before, after) in enumerate(zip(stored.parts, posted.parts, strict=True)):
        for name, origin in before.origins.items():
            changed = origin.source == VISITOR and after.origins[name].source == SPEECH
            field = next((one for one in before.entry.path.fields if changed and one.id == name), None)
            if field is not None and may_press(before.draft.procedure, field) and not after.origins[name].shared:
                found.append(Overruled(at, field, origin.value))
    return tuple(found)
