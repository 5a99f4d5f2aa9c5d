"""A freed place is held for some hours."""

from collections.abc import Iterator

from portal.clock import from_micro, to_micro, tokyo_minute
from portal.db import Unit
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import WRITE
from portal.store.bookings import slot_waits
from portal.store.filing import drafts


def asked(installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    if not whose.all or not whose.person_id:
        return
    now = to_micro(installation.clock.now())
    known = {row.id: row for row in drafts.of_person(unit, whose.person_id)}
    for row in slot_waits.offered_to(unit, whose.person_id, now):
        draft = known.get(row.draft_id)
        if draft is not None:
            procedure = installation.catalogue.version(unit, draft.meaning)
            until = tokyo_minute(from_micro(row.until or now))
            yield Asked(
                "slot_free",
                f"/apply/{draft.procedure}",
                procedure,
                until=until,
                days={"day": row.starts[:10]},
                act=WRITE,
            )
