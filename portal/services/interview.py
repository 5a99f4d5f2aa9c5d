"""The interview (聞き取り): all procedures of a visit on one screen. Each meaning is asked once, what is known fills every procedure that
wants it, each value with its source. A draft stays the draft that it would be alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from forms.binding import Posted
from forms.fields.my_number import KEPT
from forms.path import Path
from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.agree_on_screen import take_agreed
from portal.services.ask_reception import DOOR, PLACE
from portal.services.drafts import Draft, draft_of_counter
from portal.services.enter_at_counter import UNREAD, Entry, open_entry, read_entry, save_entry
from portal.services.fill_interview import (
    COUNTER,
    Sheet,
    change_sheet,
    fill_sheets,
    follow_visit,
    tell_anew,
    together_of,
    walked,
)
from portal.services.fit_bundle import in_order
from portal.services.installation import Installation
from portal.services.keep_numbers import numbers_in
from portal.services.origins import Origin, origins_of, with_origins
from portal.services.rights import Member
from portal.services.screen_state import NOTHING_SAID, ScreenState, open_state
from portal.services.show_on_screen import is_guarded
from portal.services.visit_facts import SPEECH, Facts
from portal.services.visits import Visit
from portal.services.who_files import CAME, own_questions
from portal.store import visitor_screens
from portal.store.visits import ItemRow

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
    """`others`: procedures of the visit that this member may not enter, or that are no matter of a visit. `screen`: what the visitor said on
    a screen of their own, and `said` how often something of it changed. `guarded`: somebody of it may not be found, or nobody looked."""

    visit: Visit
    facts: Facts
    parts: tuple[Part, ...]
    others: tuple[ItemRow, ...] = ()
    screen: ScreenState = NOTHING_SAID
    said: int = 0
    guarded: bool = True

    @cached_property
    def revision(self) -> str:
        """Of all drafts that stand here: whoever saves one of them makes it another. Not the visitor, whose answers go where nobody's
        stood: a clerk who types meanwhile is not overtaken by them, only told (`known`)."""
        taps = self.screen.taps
        return ".".join(f"{one.draft.id[:6]}{one.draft.row.revision - taps.get(one.draft.id, 0)}" for one in self.parts)

    @cached_property
    def known(self) -> str:
        """A digest of what is known: a card that was read meanwhile makes it another, or a visitor who agreed or answered."""
        told = [replace(self.facts, typed={}).stored, sorted(self.screen.right), self.screen.taps]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def ready(self) -> bool:
        return bool(self.parts) and all(one.entry.ready and not one.entry.mistaken for one in self.parts)


def open_interview(
    installation: Installation, unit: Unit, member: Member, visit: Visit, facts: Facts, usual_place: str
) -> Interview:
    """As it is stored, with what is known by now. NotFound where nothing of it can be asked here."""
    drafts, others = _drafts(installation, unit, member, visit)
    known = any(one.id == usual_place for one in installation.city.counters)
    row = visitor_screens.of_visit(unit, visit.id)
    screen, said = (open_state(installation, visit.row, row), row.mark) if row is not None else (NOTHING_SAID, 0)
    guarded = not screen.asking or is_guarded(installation, unit, screen, drafts, facts.named)
    stands = Interview(visit, facts, (), others, screen, said, guarded)
    return interview_of(installation, stands, drafts, usual_place if known else "")


def interview_of(installation: Installation, stands: Interview, found: Sequence[Draft], place: str = "") -> Interview:
    """Of these drafts, as they are stored. What shares most with the others is asked first."""
    order = {
        one.id: at for at, one in enumerate(in_order(list({one.procedure.id: one.procedure for one in found}.values())))
    }
    sheets = [_sheet(installation, one, place) for one in sorted(found, key=lambda one: order[one.procedure.id])]
    return _interview(installation, stands, sheets, {})


def _drafts(
    installation: Installation, unit: Unit, member: Member, visit: Visit
) -> tuple[list[Draft], tuple[ItemRow, ...]]:  # fmt: skip
    found: list[Draft] = []
    others: list[ItemRow] = []
    for one in visit.open:
        try:
            draft = draft_of_counter(installation, unit, member, one.uid)
        except (NotFound, NotYours):
            others.append(one)
            continue
        if is_spoken(draft):
            found.append(draft)
        else:
            others.append(one)
    return found, tuple(others)


def is_spoken(draft: Draft) -> bool:
    """It is a matter of a visit, and not on paper."""
    return COUNTER in draft.procedure.who and not draft.sheet and draft.answers.get(DOOR, COUNTER) == COUNTER


def _sheet(installation: Installation, draft: Draft, place: str) -> Sheet:
    came = draft.visit.came if draft.visit is not None else ""
    usual = {DOOR: COUNTER} | ({PLACE: place} if place else {})
    usual |= {CAME: came} if came in draft.procedure.who.get(COUNTER, ()) else {}
    answers = {**usual, **draft.answers}
    sheet = Sheet(draft, answers, origins_of(answers), walked(installation, draft, answers))
    follow_visit(installation, sheet)
    return sheet


def read_interview(
    installation: Installation,
    interview: Interview,
    posted: Sequence[Posted],
    shown: Sequence[frozenset[str]],
    act: str,
    source: str = SPEECH,
) -> Interview:
    """As it was posted: `posted` and `shown` (questions that stood there) part by part. What was keyed goes into every procedure that asks
    the same. `source`: whose answers these are. `act`: one row more or less (`add.0.children`), or somebody as a row (`person.0.children.2`), or all there are (`people.0.members`)."""
    sheets, said = [], dict[int, dict[str, Any]]()
    for at, (part, boxes, names) in enumerate(zip(interview.parts, posted, shown, strict=True)):
        entry = read_entry(installation, part.draft, boxes, names, whole=False)
        sheet, changed = _keyed(installation, part, entry, names, source)
        said[at] = changed
        sheets.append(sheet)
    change_sheet(installation, interview.facts, sheets, act)
    return _interview(installation, interview, sheets, said, shown)


def _keyed(
    installation: Installation, part: Part, entry: Entry, names: frozenset[str], source: str
) -> tuple[Sheet, dict[str, Any]]:  # fmt: skip
    """What was posted, and what of it was changed. `part` is what stood on the screen."""
    origins = dict(part.origins)
    there, unread = part.entry.kept, entry.kept.get(UNREAD, {})
    answers = dict(entry.kept)
    masks = (name for name, value in numbers_in(part.draft.procedure, answers).items() if value == KEPT)
    # A mask that came back is the number that was there.
    answers |= {name: there[name] for name in masks if name in there}
    changed = {name: answers.get(name) for name in names if name not in unread and answers.get(name) != there.get(name)}
    for name, value in changed.items():
        before = origins.get(name)
        own = before is None or before.source in (SPEECH, source)
        origins[name] = Origin(source, value, was=before.was if before and own else before.source if before else "")
    sheet = Sheet(part.draft, answers, origins, walked(installation, part.draft, answers))
    if changed.keys() & {CAME, *own_questions(part.draft.procedure)}:
        tell_anew(installation, sheet)
    return sheet, changed


def _interview(
    installation: Installation, stands: Interview, sheets: list[Sheet], said: Mapping[int, Mapping[str, Any]],
    shown: Sequence[frozenset[str]] = (),
) -> Interview:  # fmt: skip
    together = fill_sheets(installation, stands.facts, sheets, said)
    if take_agreed(installation, stands.screen, sheets):
        together = together_of(sheets, stands.facts)
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
    return replace(stands, parts=tuple(parts))


def _mine(cut: Path, whole: Path) -> Path:
    """What is known stands there as an answer by now, or the clerk emptied its box."""
    return replace(cut, mistakes=whole.mistakes, warnings=whole.warnings, known={})


def save_interview(installation: Installation, unit: Unit, interview: Interview) -> None:
    """Keeps all of it, each in its draft. Conflict as `save_draft`. The caller commits."""
    for part in interview.parts:
        kept = with_origins(part.entry.kept, part.origins)
        save_entry(installation, unit, replace(part.entry, kept=kept, shown=frozenset()))
