"""The address is bad until corrected; important notices go by letter."""

from portal.clock import to_micro
from portal.db import Unit
from portal.outbox import About, enqueue, opened
from portal.services.shared.needs import Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.shared.write_notice import use_of
from portal.store.notices import deliveries
from portal.store.notices.deliveries import DeliveryRow
from portal.store.residents import contacts

# Notices with a deadline or a right attached.
_BY_LETTER = frozenset({"asks", "results"})


def note_bounce(installation: Records, unit: Unit, delivery_id: str, code: str) -> bool:
    now = to_micro(installation.clock.now())
    row = deliveries.by_id(unit, delivery_id)
    if row is None or not deliveries.bounce(unit, delivery_id, code, now):
        return False
    if row.contact_id is not None and contacts.mark_bad(unit, row.contact_id, now):
        actor = Actor("system", "note_bounce")
        write_audit(installation, unit, actor, "mark contact bad", application_id=row.application_id, detail=code)
    fall_back(installation, unit, row)
    return True


def fall_back(installation: Records, unit: Unit, row: DeliveryRow) -> None:
    """Unless another channel reaches the person."""
    if row.application_id is None or row.person_id is None or row.kind == "letter":
        return
    use = use_of(row.message)
    others = contacts.of_person(unit, row.person_id)
    if use not in _BY_LETTER or any(contact.state == "proved" and use in contact.uses.split() for contact in others):
        return
    payload = opened(installation.keys, row) | {"to": ""}
    about = About(row.duty, row.person_id, row.application_id)
    now, once = (
        to_micro(installation.clock.now()),
        f"letter:{row.application_id}:{row.message}:{row.once.rpartition(':')[0]}",
    )
    enqueue(installation.keys, unit, "letter", row.message, payload, once=once, about=about, now=now)
