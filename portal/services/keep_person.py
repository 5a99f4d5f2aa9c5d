"""Who filed at the other zone, as one of our people: the same card at the same provider is the same person. They sign in there, not here."""

import secrets
from collections.abc import Mapping
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import new_sealer
from portal.services.installation import Installation
from portal.services.left_over import LeftOver
from portal.store import people
from portal.store.people import PersonRow


def keep_person(installation: Installation, unit: Unit, said: Mapping[str, Any] | None) -> str | None:
    """Their id here; None where nobody signed in. What the card said first stays: later ones are with each application."""
    if said is None:
        return None
    person = people.by_subject(unit, said["issuer"], said["subject"])
    if person is not None:
        return person.id
    person_id, now = secrets.token_urlsafe(16), to_micro(installation.clock.now())
    box, stored = new_sealer(installation.keys, f"person:{person_id}")
    people.add(
        unit,
        PersonRow(
            person_id, said["issuer"], said["subject"], stored.key_id, stored.wrapped, box.seal("card", said["card"]), now,
            now,
        ),
    )  # fmt: skip
    person = people.by_subject(unit, said["issuer"], said["subject"])
    if person is None:
        raise LeftOver("person")
    return person.id
