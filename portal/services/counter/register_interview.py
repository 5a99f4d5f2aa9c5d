"""Registers all procedures, or none."""

from dataclasses import dataclass

from portal.db import Unit
from portal.services.counter.enter_at_counter import register_entry
from portal.services.counter.interview import Interview, Part
from portal.services.counter.needs import CounterNeeds
from portal.services.filing.arrival import Sent
from portal.services.filing.note_protected import NOBODY, Looked, look_first
from portal.services.filing.prefilled_share import note_filled
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member

FULL, ROOM, OPEN = "full", "no_room", "open"


@dataclass(frozen=True)
class Registered:
    """If `kept` is set, for the reason `why`, the caller must roll back: other parts are stored."""

    numbers: dict[str, str]
    kept: Part | None = None
    why: str = ""


def register_interview(
    installation: CounterNeeds, unit: Unit, member: Member, interview: Interview, looked: Looked = NOBODY
) -> Registered:
    """`looked` as from `asking_register`."""
    for part in interview.parts:
        if not part.entry.ready or part.entry.mistaken:
            return Registered({}, part, OPEN)
    look_first(installation.register, _people(interview), looked)
    numbers: dict[str, str] = {}
    # one order for all visits: two that want the last places of the same procedures cannot deadlock
    for part in sorted(interview.parts, key=_order):
        sent = register_entry(installation, unit, member, part.entry, looked, counted=False)
        if not sent.receipt_number:
            return Registered({}, part, _why(sent))
        numbers[part.draft.id] = sent.receipt_number
    note_filled(installation, unit, interview.visit.id, [(part.draft, part.entry.path) for part in interview.parts])
    return Registered(numbers)


def _order(part: Part) -> tuple[str, str, str]:
    return part.draft.procedure.duty, part.draft.procedure.id, part.draft.id


def _people(interview: Interview) -> frozenset[tuple[str, str]]:
    named = (people_in(part.draft.procedure, part.entry.path.answers) for part in interview.parts)
    return frozenset[tuple[str, str]]().union(*named)


def _why(sent: Sent) -> str:
    if sent.no_room:
        return ROOM
    return FULL if sent.full else OPEN
