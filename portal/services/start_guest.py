"""Lets somebody file a procedure that asks for no sign-in: a person without a card, known by this session alone."""

import secrets

from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import new_sealer
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.sessions import GUEST, open_session
from portal.services.write_audit import write_audit
from portal.store import people
from portal.store.people import PersonRow


def start_guest(installation: Installation, unit: Unit, place: str) -> str:
    """The token of a new session. Each guest is a new person, who never becomes another: signing in later opens another
    session, and nobody inherits what somebody else typed at the same device. TooMany from one place."""
    throttle.count(installation, unit, throttle.GUEST_PLACE, place)
    person_id = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"person:{person_id}")
    now = to_micro(installation.clock.now())
    row = PersonRow(person_id, GUEST, person_id, stored.key_id, stored.wrapped, box.seal("card", {}), now, now)
    people.add(unit, row)
    write_audit(installation, unit, Actor("resident", person_id, place=place), "start guest")
    return open_session(installation, unit, GUEST, person_id=person_id)
