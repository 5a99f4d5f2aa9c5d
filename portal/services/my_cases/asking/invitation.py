"""Opened but not answered."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import WRITE
from portal.store.campaigns import invitations


def asked(installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    if not whose.all:
        return
    today = installation.clock.today().isoformat()
    for draft, procedure, expires in invitations.opened_by(unit, whose.person_id, today):
        yield Asked(
            "invitation",
            f"/invited/drafts/{draft}",
            installation.catalogue.current(procedure),
            until=expires,
            act=WRITE,
        )
