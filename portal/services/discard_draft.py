"""Throws a draft away, and gives it back to its owner for a day. Times that were held and codes that opened it go at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.procedure import Procedure
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.sessions import Session
from portal.services.write_audit import write_audit
from portal.store import draft_codes, drafts, reservations, slot_waits
from portal.store.drafts import DraftRow

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Discarded:
    """One that can be had back, until then."""

    id: str
    procedure: Procedure
    until: datetime


def discard_draft(installation: Installation, unit: Unit, row: DraftRow, actor: Actor) -> None:
    """What nobody wrote into goes for good. Of each procedure the last one is kept: nobody fills the disk by it."""
    reservations.free_draft(unit, row.id)
    slot_waits.remove_of_draft(unit, row.id)
    draft_codes.remove_all(unit, row.id)
    if row.seen:
        if row.person_id is not None:
            drafts.remove_discarded_of(unit, row.person_id, row.procedure)
        drafts.discard(unit, row.id, to_micro(installation.clock.now()))
    else:
        drafts.remove(unit, row.id)
    write_audit(installation, unit, actor, "discard draft", detail=row.procedure)


def discarded_of(installation: Installation, unit: Unit, person_id: str) -> list[Discarded]:
    """The last one first."""
    since = to_micro(installation.clock.now() - KEPT)
    return [
        Discarded(row.id, installation.catalogue.version(unit, row.meaning), from_micro(at) + KEPT)
        for row, at in drafts.discarded_of_person(unit, person_id)
        if at > since
    ]


def restore_draft(
    installation: Installation, unit: Unit, session: Session, procedure: str, draft_id: str, actor: Actor
) -> None:
    """NotFound unless this person threw it away, not longer ago than a day. What they began instead is thrown away, and can be
    had back in the same way."""
    mine = {
        one.id for one in discarded_of(installation, unit, session.person_id or "") if one.procedure.id == procedure
    }
    if draft_id not in mine:
        raise NotFound("draft")
    drafts.restore(unit, draft_id)
    for row in drafts.of_person(unit, session.person_id or ""):
        if row.procedure == procedure and row.id != draft_id:
            discard_draft(installation, unit, row, actor)
    write_audit(installation, unit, actor, "restore draft", detail=procedure)
