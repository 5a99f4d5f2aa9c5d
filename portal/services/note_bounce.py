"""A notice came back: its address counts as bad until its person mends it, and what must reach them goes by letter."""

from portal.clock import to_micro
from portal.db import Unit
from portal.outbox import About, enqueue, opened
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.services.write_notice import use_of
from portal.store import contacts, deliveries
from portal.store.deliveries import DeliveryRow

# What a person must not miss: it has a date, or a right hangs on it.
_BY_LETTER = frozenset({"asks", "results"})


def note_bounce(installation: Installation, unit: Unit, delivery_id: str, code: str) -> bool:
    """False if there is no such delivery, or it is known to have come back. `code` says why, for the board."""
    now = to_micro(installation.clock.now())
    row = deliveries.by_id(unit, delivery_id)
    if row is None or not deliveries.bounce(unit, delivery_id, code, now):
        return False
    if row.contact_id is not None and contacts.mark_bad(unit, row.contact_id, now):
        actor = Actor("system", "note_bounce")
        write_audit(installation, unit, actor, "mark contact bad", application_id=row.application_id, detail=code)
    fall_back(installation, unit, row)
    return True


def fall_back(installation: Installation, unit: Unit, row: DeliveryRow) -> None:
    """A letter for staff to send, unless the person hears of it in another way, or need not."""
    if row.application_id is None or row.person_id is None or row.kind == "letter":
        return
    use = use_of(row.message)
    others = contacts.of_person(unit, row.person_id)
    if use not in _BY_LETTER or any(one.state == "proved" and use in one.uses.split() for one in others):
        return
    payload = opened(installation.keys, row) | {"to": ""}
    about = About(row.duty, row.person_id, row.application_id)
    now, once = (
        to_micro(installation.clock.now()),
        f"letter:{row.application_id}:{row.message}:{row.once.rpartition(':')[0]}",
    )
    enqueue(installation.keys, unit, "letter", row.message, payload, once=once, about=about, now=now)
