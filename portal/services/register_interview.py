"""Registers all procedures of an interview in one act: each becomes an application with a receipt number of its own, or none does."""

from dataclasses import dataclass

from portal.db import Unit
from portal.services.enter_at_counter import register_entry
from portal.services.installation import Installation
from portal.services.interview import Interview, Part
from portal.services.keyless import note_filled
from portal.services.note_protected import NOBODY, Looked, look_first
from portal.services.people_in import people_in
from portal.services.rights import Member
from portal.services.submit_application import Sent

FULL, ROOM, OPEN = "full", "no_room", "open"


@dataclass(frozen=True)
class Registered:
    """`numbers` by the id of the draft. Where `kept` is not None nothing may be committed: some of the others are stored by then; `why`."""

    numbers: dict[str, str]
    kept: Part | None = None
    why: str = ""


def register_interview(
    installation: Installation, unit: Unit, member: Member, interview: Interview, looked: Looked = NOBODY
) -> Registered:
    """The caller commits, and only then answers. `looked`: as `asking_register` gives it."""
    for part in interview.parts:
        if not part.entry.ready or part.entry.mistaken:
            return Registered({}, part, OPEN)
    look_first(installation, _people(interview), looked)
    numbers: dict[str, str] = {}
    # Everybody in the same order, so that two visits that want the last places of the same two never wait for each other.
    for part in sorted(interview.parts, key=_order):
        sent = register_entry(installation, unit, member, part.entry, looked, counted=False)
        if not sent.receipt_number:
            return Registered({}, part, _why(sent))
        numbers[part.draft.id] = sent.receipt_number
    note_filled(installation, unit, interview.visit.id, [(one.draft, one.entry.path) for one in interview.parts])
    return Registered(numbers)


def _order(part: Part) -> tuple[str, str, str]:
    return part.draft.procedure.duty, part.draft.procedure.id, part.draft.id


def _people(interview: Interview) -> frozenset[tuple[str, str]]:
    named = (people_in(one.draft.procedure, one.entry.path.answers) for one in interview.parts)
    return frozenset[tuple[str, str]]().union(*named)


def _why(sent: Sent) -> str:
    if sent.no_room:
        return ROOM
    return FULL if sent.full else OPEN
