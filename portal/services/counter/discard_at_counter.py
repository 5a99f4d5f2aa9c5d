"""Restorable for a day; drafts from home return to their owner."""

from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.filing.discard_draft import KEPT
from portal.services.filing.drafts import draft_of_counter
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.bookings import reservations
from portal.store.filing import drafts
from portal.store.filing.drafts import DraftRow


def discard_at_counter(installation: Records, unit: Unit, member: Member, draft_id: str) -> bool:
    """True if restorable. Frees held times. Raises NotFound as `draft_of_counter`."""
    draft = draft_of_counter(installation, unit, member, draft_id)
    if draft.row.person_id is not None:
        drafts.give_back(unit, draft.id)
    elif draft.row.revision == 0:
        drafts.remove(unit, draft.id)
    else:
        reservations.free_draft(unit, draft.id)
        drafts.discard(unit, draft.id, to_micro(installation.clock.now()))
    write_audit(installation, unit, member.actor, "discard draft", detail=draft.procedure.id)
    return draft.row.person_id is None and draft.row.revision > 0


def discarded_at_counter(installation: Basics, unit: Unit, member: Member) -> list[tuple[DraftRow, datetime]]:
    since = to_micro(installation.clock.now() - KEPT)
    return [
        (row, from_micro(discarded_at) + KEPT)
        for row, discarded_at in drafts.discarded_at_counter(unit, since)
        if member.may("enter", installation.catalogue.version(unit, row.meaning).duty)
    ]


def restore_at_counter(installation: Basics, unit: Unit, member: Member, draft_id: str) -> None:
    """Raises NotFound unless discarded within a day under a duty of this member."""
    row = next((row for row, _ in discarded_at_counter(installation, unit, member) if row.id == draft_id), None)
    if row is None:
        raise NotFound("draft")
    drafts.restore(unit, draft_id)
    write_audit(installation, unit, member.actor, "restore draft", detail=row.procedure)
