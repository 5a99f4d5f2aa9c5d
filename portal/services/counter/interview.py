"""聞き取り: all procedures of a visit on one screen."""

# Shared questions are asked once; drafts stay separate.

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from forms.fields.my_number import KEPT
from forms.path.binding import Posted
from forms.path.filer import CAME, own_questions
from forms.path.path import Path
from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.bundles.fit_bundle import in_order
from portal.services.counter.enter_at_counter import UNREAD, Entry, open_entry, read_entry, save_entry
from portal.services.counter.fill_interview import (
    COUNTER,
    Sheet,
    change_sheet,
    drop_filled,
    fill_sheets,
    follow_visit,
    together_of,
    walked,
)
from portal.services.counter.visitor_screen_consents import take_agreed
from portal.services.counter.visitor_screen_sections import is_guarded
from portal.services.counter.visitor_screen_state import NO_ANSWERS, ScreenState, open_state
from portal.services.counter.visits import Visit
from portal.services.files.keep_numbers import numbers_in
from portal.services.filing.drafts import Draft, draft_of_counter
from portal.services.filing.origins import Origin, origins_of, with_origins
from portal.services.filing.visit_facts import SPEECH, Facts
from portal.services.procedures.ask_reception import DOOR, PLACE
from portal.services.residents.protect import protected_among
from portal.services.shared.needs import Basics, HasNumberKeys, Records
from portal.services.shared.rights import Member
from portal.store.counter import visitor_screens
from portal.store.counter.visits import ItemRow

APART = frozenset({"file", "location"})  # controls that only the procedure's own screen has


@dataclass(frozen=True)
class Part:
    entry: Entry
    path: Path
    origins: Mapping[str, Origin]

    @property
    def draft(self) -> Draft:
        return self.entry.draft


@dataclass(frozen=True)
class Interview:
    visit: Visit
    facts: Facts
    parts: tuple[Part, ...]
    others: tuple[ItemRow, ...] = ()  # not asked here
    screen: ScreenState = NO_ANSWERS
    screen_version: int = 0  # of the visitor's `screen`
    guarded: bool = True  # a person is protected, or unchecked
    careful: bool = False  # a person is protected: the clerk is warned

    @cached_property
    def revision(self) -> str:
        """Ignores the visitor's answers, which fill open questions only and must not fail the clerk's save."""
        taps = self.screen.taps
        return ".".join(
            f"{part.draft.id[:6]}{part.draft.row.revision - taps.get(part.draft.id, 0)}" for part in self.parts
        )

    @cached_property
    def known(self) -> str:
        state = [replace(self.facts, typed={}).stored, sorted(self.screen.right), self.screen.taps]
        return sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def ready(self) -> bool:
        return bool(self.parts) and all(part.entry.ready and not part.entry.mistaken for part in self.parts)


def open_interview(
    installation: Records, unit: Unit, member: Member, visit: Visit, facts: Facts, usual_place: str
) -> Interview:
    """Raises NotFound if nothing can be asked."""
    drafts, others = _drafts(installation, unit, member, visit)
    is_counter = any(counter.id == usual_place for counter in installation.city.counters)
    row = visitor_screens.of_visit(unit, visit.id)
    screen, mark = (open_state(installation, visit.row, row), row.mark) if row is not None else (NO_ANSWERS, 0)
    guarded = not screen.asking or is_guarded(installation, unit, screen, drafts, facts.named)
    careful = protected_among(installation.protection_key, unit, facts.named)
    interview = Interview(visit, facts, (), others, screen, mark, guarded, careful)
    return interview_of(installation, interview, drafts, usual_place if is_counter else "")


def interview_of(installation: Basics, interview: Interview, drafts: Sequence[Draft], place: str = "") -> Interview:
    order = {
        procedure.id: index
        for index, procedure in enumerate(
            in_order(list({draft.procedure.id: draft.procedure for draft in drafts}.values()))
        )
    }
    sheets = [
        _sheet(installation, draft, place) for draft in sorted(drafts, key=lambda draft: order[draft.procedure.id])
    ]
    return _interview(installation, interview, sheets, {})


def _drafts(
    installation: Records, unit: Unit, member: Member, visit: Visit
) -> tuple[list[Draft], tuple[ItemRow, ...]]:  # fmt: skip
    spoken: list[Draft] = []
    others: list[ItemRow] = []
    for item in visit.open:
        try:
            draft = draft_of_counter(installation, unit, member, item.uid)
        except (NotFound, NotYours):
            others.append(item)
            continue
        if is_spoken(draft):
            spoken.append(draft)
        else:
            others.append(item)
    return spoken, tuple(others)


def is_spoken(draft: Draft) -> bool:
    return COUNTER in draft.procedure.who and not draft.sheet and draft.answers.get(DOOR, COUNTER) == COUNTER


def _sheet(installation: Basics, draft: Draft, place: str) -> Sheet:
    came = draft.visit.came if draft.visit is not None else ""
    usual = {DOOR: COUNTER} | ({PLACE: place} if place else {})
    usual |= {CAME: came} if came in draft.procedure.who.get(COUNTER, ()) else {}
    answers = {**usual, **draft.answers}
    sheet = Sheet(draft, answers, origins_of(answers), walked(installation, draft, answers))
    follow_visit(installation, sheet)
    return sheet


def read_interview(
    installation: Basics,
    interview: Interview,
    posted: Sequence[Posted],
    shown: Sequence[frozenset[str]],
    act: str,
    source: str = SPEECH,
) -> Interview:
    """`posted` and `shown` by part. `act`: `add.0.children`, `person.0.children.2` or `people.0.members`."""
    sheets, changes = [], dict[int, dict[str, Any]]()
    for index, (part, boxes, names) in enumerate(zip(interview.parts, posted, shown, strict=True)):
        entry = read_entry(installation, part.draft, boxes, names, whole=False)
        sheet, changed = _keyed(installation, part, entry, names, source)
        changes[index] = changed
        sheets.append(sheet)
    change_sheet(installation, interview.facts, sheets, act)
    return _interview(installation, interview, sheets, changes, shown)


def _keyed(
    installation: Basics, part: Part, entry: Entry, names: frozenset[str], source: str
) -> tuple[Sheet, dict[str, Any]]:  # fmt: skip
    origins = dict(part.origins)
    stored, unread = part.entry.kept, entry.kept.get(UNREAD, {})
    answers = dict(entry.kept)
    masks = (name for name, value in numbers_in(part.draft.procedure, answers).items() if value == KEPT)
    # A posted mask means the number is unchanged.
    answers |= {name: stored[name] for name in masks if name in stored}
    changed = {
        name: answers.get(name) for name in names if name not in unread and answers.get(name) != stored.get(name)
    }
    for name, value in changed.items():
        before = origins.get(name)
        own = before is None or before.source in (SPEECH, source)
        origins[name] = Origin(source, value, was=before.was if before and own else before.source if before else "")
    sheet = Sheet(part.draft, answers, origins, walked(installation, part.draft, answers))
    if changed.keys() & {CAME, *own_questions(part.draft.procedure)}:
        drop_filled(installation, sheet)
    return sheet, changed


def _interview(
    installation: Basics, interview: Interview, sheets: list[Sheet], changes: Mapping[int, Mapping[str, Any]],
    shown: Sequence[frozenset[str]] = (),
) -> Interview:  # fmt: skip
    together = fill_sheets(installation, interview.facts, sheets, changes)
    if take_agreed(installation, interview.screen, sheets):
        together = together_of(sheets, interview.facts)
    parts = []
    for index, sheet in enumerate(sheets):
        draft = replace(sheet.draft, answers=with_origins(sheet.answers, sheet.origins))
        entry = open_entry(installation, draft, "")
        cut = together.cut(index)
        # The clerk sees questions of other parts there, and files on the procedure's own screen.
        apart = {field.id for field in entry.path.fields if field.type.control in APART}
        seen = (shown[index] if shown else frozenset()) | (entry.path.asked - cut.asked) | apart | {DOOR}
        seen |= frozenset(entry.kept.get(UNREAD, {}))  # shown as it was typed
        parts.append(Part(replace(entry, shown=seen), _mine(cut, entry.path), sheet.origins))
    return replace(interview, parts=tuple(parts))


def _mine(cut: Path, full: Path) -> Path:
    return replace(cut, mistakes=full.mistakes, warnings=full.warnings, known={})


def save_interview(installation: HasNumberKeys, unit: Unit, interview: Interview) -> None:
    """Raises Conflict as `save_draft`."""
    for part in interview.parts:
        kept = with_origins(part.entry.kept, part.origins)
        save_entry(installation, unit, replace(part.entry, kept=kept, shown=frozenset()))
