"""A person for an applicant of the other zone."""

import secrets
from collections.abc import Mapping
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import new_sealer
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import Records
from portal.store.residents import people
from portal.store.residents.people import PersonRow


def keep_person(installation: Records, unit: Unit, identity: Mapping[str, Any] | None) -> str | None:
    """None without sign-in. Raises LeftOver if a concurrent insert is not visible yet."""
    if identity is None:
        return None
    person = people.by_subject(unit, identity["issuer"], identity["subject"])
    if person is not None:
        return person.id
    person_id, now = secrets.token_urlsafe(16), to_micro(installation.clock.now())
    box, stored = new_sealer(installation.keys, f"person:{person_id}")
    people.add(
        unit,
        PersonRow(
            person_id, identity["issuer"], identity["subject"], stored.key_id, stored.wrapped, box.seal("card", identity["card"]), now,
            now,
        ),
    )  # fmt: skip
    person = people.by_subject(unit, identity["issuer"], identity["subject"])
    if person is None:
        raise LeftOver("person")
    return person.id
