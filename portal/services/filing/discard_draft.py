# Releases held times and codes.

from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.definition.procedure import Procedure
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import WRITE, Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bookings import reservations, slot_waits
from portal.store.filing import draft_codes, drafts
from portal.store.filing.drafts import DraftRow

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Discarded:
    id: str
    procedure: Procedure
    until: datetime


def discard_draft(installation: Basics, unit: Unit, row: DraftRow, actor: Actor) -> None:
    """Keeps only the last of each procedure. Deletes empty drafts."""
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


def discarded_of(installation: Basics, unit: Unit, person_id: str) -> list[Discarded]:
    since = to_micro(installation.clock.now() - KEPT)
    return [
        Discarded(row.id, installation.catalogue.version(unit, row.meaning), from_micro(discarded_at) + KEPT)
        for row, discarded_at in drafts.discarded_of_person(unit, person_id)
        if discarded_at > since
    ]


def restore_draft(
    installation: Basics, unit: Unit, session: Session, procedure: str, draft_id: str, actor: Actor
) -> None:
    """Discards a person's newer draft. Raises NotFound unless this person discarded it within a day."""
    own_ids = {
        discarded.id
        for discarded in discarded_of(installation, unit, session.person_id or "")
        if discarded.procedure.id == procedure
    }
    if draft_id not in own_ids:
        raise NotFound("draft")
    session.demand(WRITE, procedure)
    drafts.restore(unit, draft_id)
    # A company files the same for several places at once, also together with what this account may not write.
    for row in drafts.of_person(unit, session.person_id or "") if session.seat is None else ():
        if row.procedure == procedure and row.id != draft_id:
            discard_draft(installation, unit, row, actor)
    write_audit(installation, unit, actor, "restore draft", detail=procedure)
