"""Throws away what a counter left unfinished, and gives it back for a day. What was begun at home goes back to its owner
instead: it is theirs to throw away."""

from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.discard_draft import KEPT
from portal.services.drafts import draft_of_counter
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import drafts, reservations
from portal.store.drafts import DraftRow


def discard_at_counter(installation: Installation, unit: Unit, member: Member, draft_id: str) -> bool:
    """Whether it can be had back: what was begun at home is its owner's again, what was never saved goes for good. NotFound as
    `draft_of_counter`. Times that were held go at once. The caller commits."""
    found = draft_of_counter(installation, unit, member, draft_id)
    if found.row.person_id is not None:
        drafts.give_back(unit, found.id)
    elif found.row.revision == 0:
        drafts.remove(unit, found.id)
    else:
        reservations.free_draft(unit, found.id)
        drafts.discard(unit, found.id, to_micro(installation.clock.now()))
    write_audit(installation, unit, member.actor, "discard draft", detail=found.procedure.id)
    return found.row.person_id is None and found.row.revision > 0


def discarded_at_counter(installation: Installation, unit: Unit, member: Member) -> list[tuple[DraftRow, datetime]]:
    """What this member may have back, with the last moment of each: also what a colleague threw away, who may have gone home."""
    since = to_micro(installation.clock.now() - KEPT)
    return [
        (row, from_micro(at) + KEPT)
        for row, at in drafts.discarded_at_counter(unit, since)
        if member.may("enter", installation.catalogue.version(unit, row.meaning).duty)
    ]


def restore_at_counter(installation: Installation, unit: Unit, member: Member, draft_id: str) -> None:
    """NotFound unless it was thrown away within a day, for a duty of theirs. The caller commits."""
    row = next((row for row, _ in discarded_at_counter(installation, unit, member) if row.id == draft_id), None)
    if row is None:
        raise NotFound("draft")
    drafts.restore(unit, draft_id)
    write_audit(installation, unit, member.actor, "restore draft", detail=row.procedure)
