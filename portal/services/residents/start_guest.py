"""Guests: filing without sign-in."""

import secrets

from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import new_sealer
from portal.services.shared import throttle
from portal.services.shared.needs import Records
from portal.services.shared.sessions import GUEST, open_session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import people
from portal.store.residents.people import PersonRow


def start_guest(installation: Records, unit: Unit, place: str) -> str:
    """A new person each time. Raises TooMany."""
    throttle.count(installation, unit, throttle.GUEST_PLACE, place)
    person_id = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"person:{person_id}")
    now = to_micro(installation.clock.now())
    row = PersonRow(person_id, GUEST, person_id, stored.key_id, stored.wrapped, box.seal("card", {}), now, now)
    people.add(unit, row)
    write_audit(installation, unit, Actor("resident", person_id, place=place), "start guest")
    return open_session(installation, unit, GUEST, person_id=person_id)
