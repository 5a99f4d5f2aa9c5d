"""Access check of all campaign pages."""

from fastapi import Request

from portal.db import Unit
from portal.services.shared.rights import Member
from portal.web.shared.state import installation_of, member


def inviting(request: Request, unit: Unit) -> tuple[Member, tuple[str, ...]]:
    """Raises NotAllowed without any duty."""
    signed = member(request, unit)
    duties = signed.demand_duties("invite", installation_of(request).city.duties)
    return signed, duties
