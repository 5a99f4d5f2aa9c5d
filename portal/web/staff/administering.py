from fastapi import Request

from portal.db import Unit
from portal.errors import NotFound, required
from portal.services.shared.rights import Member
from portal.store.staff import staff_members
from portal.store.staff.staff_members import StaffRow
from portal.web.shared.state import installation_of, member


def administering(request: Request, unit: Unit) -> Member:
    """Raises NotAllowed."""
    signed = member(request, unit)
    signed.demand_duties("administer", installation_of(request).city.duties)
    return signed


def person_of(unit: Unit, number: int) -> StaffRow:
    return required(staff_members.by_id(unit, number), NotFound("staff"))
