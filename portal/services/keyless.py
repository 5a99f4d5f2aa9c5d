"""書かない率: of the boxes of official forms that had to be filled, how many were filled without a keystroke. What was not asked does not
count; what was keyed from a paper, or answered to a guide, counts as keyed once, however many forms it fills. That they moved or that a child
was born follows from the paper that lies there: nothing was pressed for it, and it does not count."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from forms.answers import canonical
from forms.complaints import Refused
from forms.field import Value
from forms.official_form import official_form
from forms.path import Path
from forms.procedure import Field, Procedure
from portal.db import Unit
from portal.logs import log
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.origins import Origin, origins_of
from portal.services.told import BIRTH, TRANSFER
from portal.services.visit_facts import GUIDE, NOTHING_KNOWN, SPEECH, USUAL, VISIT, VISITOR, Facts, facts_of
from portal.store import visit_figures, visits

_KEYED_ONCE = frozenset({TRANSFER, BIRTH, VISIT, GUIDE})


@dataclass(frozen=True)
class Filled:
    """Of the unkeyed, `usual`: what is only usual (`usual:` of a definition), and `chosen`: what visitors pressed themselves, choices and
    consents. `corrected`: what a source told and the visitor said otherwise."""

    boxes: int = 0
    unkeyed: int = 0
    corrected: int = 0
    usual: int = 0
    chosen: int = 0


def count_boxes(installation: Installation, filled: Iterable[tuple[Draft, Path]], facts: Facts) -> Filled:
    """Of all drafts that are registered together: a paper that was keyed for one of them was keyed for all. `facts`: of their visit."""
    boxes = keyed = corrected = usual = chosen = 0
    once: set[Hashable] = set()
    for draft, path in filled:
        origins = origins_of(draft.answers)
        for field in _boxes(installation, draft.procedure, path):
            value = path.answers[field.id]
            origin = _origin(draft, field, value, origins.get(field.id))
            boxes += 1
            keyed += origin.keyed
            corrected += bool(origin.was)
            usual += origin.source == USUAL
            chosen += origin.source == VISITOR
            if origin.source in _KEYED_ONCE:
                once |= _on_paper(facts, origin.source, value) or {_name_of(field, origin.source, value)}
    return Filled(boxes, max(0, boxes - keyed - len(once)), corrected, usual, chosen)


def _on_paper(facts: Facts, source: str, value: Value) -> set[Hashable]:
    """What was keyed from a paper and says this. The day of a birth is keyed as the birthday of the child, whatever else asks for it; of two
    who have the same birthday both were keyed."""
    keyed: set[Hashable] = {
        (one.no, name)
        for one in facts.people
        for name, (told, by) in one.told.items()
        if by == source and told == value
    }
    days: set[Hashable] = {reason for reason, (day, by) in facts.events.items() if by == source and day == value}
    return keyed or days


def _name_of(field: Field, source: str, value: Value) -> Hashable:
    """Of what follows from a paper in other words, and of what stands on no paper: the same question in several forms is keyed once."""
    name = field.concept.partition(".")[2] or field.own or field.name
    return canonical({"source": source, "name": name, "value": value})


def _boxes(installation: Installation, procedure: Procedure, path: Path) -> list[Field]:
    """What the official form has a box for, or all that is asked where nobody listed its boxes; asked, needed and answered."""
    try:
        form = official_form(installation.settings.procedures, procedure.id)
    except Refused:
        log.warning("official form", code="unreadable")
        form = None
    listed = form.questions if form is not None else None
    needed = (one for one in path.fields if one.id in path.required and one.id in path.answers and one.type.asks)
    return [one for one in needed if listed is None or one.name in listed]


def _origin(draft: Draft, field: Field, value: Value, origin: Origin | None) -> Origin:
    """What was changed on another screen is nobody's any more; what a source tells and stands there is that source's."""
    if origin is not None and origin.value == value:
        return origin
    if field.compute is not None:
        return Origin(VISIT, value, shared=True)
    source = draft.told.whence(field.known_from) if field.known_from else None
    name = field.known_from.partition(".")[2]
    return Origin(source.name if source is not None and source.applicant.get(name) == value else SPEECH, value)


def note_filled(installation: Installation, unit: Unit, visit_id: str, filled: Iterable[tuple[Draft, Path]]) -> None:
    """Into the figures of the visit. The caller commits."""
    row = visits.by_id(unit, visit_id)
    counted = count_boxes(installation, filled, NOTHING_KNOWN if row is None else facts_of(installation, row))
    visit_figures.fill(unit, visit_id, **vars(counted))
