"""書かない率: the share of required boxes of official forms filled without typing."""

# A keyed answer counts once for all forms.

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Protocol

from forms.answers import Answers, canonical
from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure
from forms.path.path import Path
from portal.config import Settings
from portal.db import Unit
from portal.services.filing.drafts import Draft
from portal.services.filing.origins import Origin, origins_of
from portal.services.filing.visit_facts import (
    GUIDE,
    MOVE_NAMES,
    NOTHING_KNOWN,
    SPEECH,
    USUAL,
    VISIT,
    VISITOR,
    Facts,
    facts_of,
)
from portal.services.paper.find_official import find_official
from portal.services.shared.known_sources import BIRTH, MOVE_FORM, RESIDENCE, TRANSFER, KnownFacts
from portal.services.shared.needs import Records
from portal.store.counter import visit_figures, visits

_ADDRESSES = frozenset({"address", *MOVE_NAMES})
_KEYED_ONCE = frozenset({TRANSFER, MOVE_FORM, BIRTH, RESIDENCE, VISIT, GUIDE})


class WithOrigins(Protocol):
    @property
    def procedure(self) -> Procedure: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def known(self) -> KnownFacts: ...


@dataclass(frozen=True)
class Filled:
    """`usual` and `chosen` (by the visitor) are among the `unkeyed`."""

    boxes: int = 0
    unkeyed: int = 0
    corrected: int = 0
    usual: int = 0
    chosen: int = 0


def count_boxes(settings: Settings, filled: Iterable[tuple[WithOrigins, Path]], facts: Facts) -> Filled:
    boxes = keyed = corrected = usual = chosen = 0
    once: set[Hashable] = set()
    for draft, path in filled:
        origins = origins_of(draft.answers)
        for field in _boxes(settings, draft.procedure, path):
            value = path.answers[field.id]
            origin = _origin(draft, field, value, origins.get(field.id))
            boxes += 1
            keyed += origin.keyed
            corrected += bool(origin.was)
            usual += origin.source == USUAL
            chosen += origin.source == VISITOR
            if origin.source in _KEYED_ONCE:
                once |= _keyed_at(facts, field, origin.source, value)
    return Filled(boxes, max(0, boxes - keyed - len(once)), corrected, usual, chosen)


def keyed_boxes(settings: Settings, draft: Draft, path: Path) -> list[Field]:
    """Without what a paper or a guide's answer fills."""
    origins = origins_of(draft.answers)
    return [
        field
        for field in _boxes(settings, draft.procedure, path)
        if _origin(draft, field, path.answers[field.id], origins.get(field.id)).keyed
    ]


def _keyed_at(facts: Facts, field: Field, source: str, value: Value) -> set[Hashable]:
    # A birth's date is keyed as the child's birthday, one address for the family; from the 続柄 of its people follow a
    # spouse, a parent, living together; the reason of the visit is one press.
    name = field.concept.partition(".")[2] or field.own or field.name
    of_source = [
        (person.no, fact, known)
        for person in facts.people
        for fact, (known, known_source) in person.facts.items()
        if known_source == source
    ]
    keyed: set[Hashable] = {
        canonical({"address": value}) if fact in _ADDRESSES else (no, fact)
        for no, fact, known in of_source
        if known == value
    }
    days: set[Hashable] = {
        reason for reason, (day, known_source) in facts.events.items() if known_source == source and day == value
    }
    if value in (*facts.events, facts.occasion):
        return {canonical({"reason": value})}
    follows: set[Hashable] = {(no, fact) for no, fact, _ in of_source if fact == "relation"}
    return keyed or days or follows or {canonical({"source": source, "name": name, "value": value})}


def _boxes(settings: Settings, procedure: Procedure, path: Path) -> list[Field]:
    form = find_official(settings, procedure.id)
    listed = form.questions if form is not None else None
    needed = (
        field for field in path.fields if field.id in path.required and field.id in path.answers and field.type.asks
    )
    return [field for field in needed if listed is None or field.name in listed]


def _origin(draft: WithOrigins, field: Field, value: Value, origin: Origin | None) -> Origin:
    if origin is not None and origin.value == value:
        return origin
    if field.compute is not None:
        return Origin(VISIT, value, shared=True)
    source = draft.known.whence(field.known_from) if field.known_from else None
    name = field.known_from.partition(".")[2]
    return Origin(source.name if source is not None and source.applicant.get(name) == value else SPEECH, value)


def note_filled(installation: Records, unit: Unit, visit_id: str, filled: Iterable[tuple[Draft, Path]]) -> None:
    row = visits.by_id(unit, visit_id)
    counted = count_boxes(installation.settings, filled, NOTHING_KNOWN if row is None else facts_of(installation, row))
    visit_figures.fill(unit, visit_id, **vars(counted))
