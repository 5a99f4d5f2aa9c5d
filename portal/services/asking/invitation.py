"""A letter of the city (案内) was opened and has no answer yet."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.asked_item import Asked, Whose
from portal.services.installation import Installation
from portal.store import invitations


def asked(installation: Installation, unit: Unit, whose: Whose) -> Iterator[Asked]:
    if not whose.all:
        return
    today = installation.clock.today().isoformat()
    for draft, procedure, expires in invitations.opened_by(unit, whose.person_id, today):
        yield Asked("invitation", f"/invited/drafts/{draft}", installation.catalogue.current(procedure), until=expires)
