"""Who may administer people, asked before every page and act about staff."""

from fastapi import Request

from portal.db import Unit
from portal.errors import NotAllowed, NotFound
from portal.services.rights import Member
from portal.store import staff_members
from portal.store.staff_members import StaffRow
from portal.web.signed_in import member
from portal.web.state import installation_of


def administering(request: Request, unit: Unit) -> Member:
    """NotAllowed without the right for any duty."""
    signed = member(request, unit)
    if not signed.duties("administer", tuple(installation_of(request).city.duties)):
        raise NotAllowed("administer")
    return signed


def person_of(unit: Unit, number: int) -> StaffRow:
    """NotFound."""
    row = staff_members.by_id(unit, number)
    if row is None:
        raise NotFound("staff")
    return row
