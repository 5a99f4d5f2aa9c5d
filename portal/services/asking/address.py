"""A notice came back: the address is wrong, or is no more. Asked until its owner mends it."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.asked_item import Asked, Whose
from portal.services.installation import Installation
from portal.store import contacts


def asked(installation: Installation, unit: Unit, whose: Whose) -> Iterator[Asked]:
    if not whose.all or not whose.person_id:
        return
    for row in contacts.of_person(unit, whose.person_id):
        if row.state == "bad" and row.channel in ("mail", "line"):
            yield Asked(f"address_{row.channel}", "/applications/contact", None)
