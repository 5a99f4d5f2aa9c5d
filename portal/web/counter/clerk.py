"""Access check for counter pages."""

from fastapi import Request

from portal.db import Unit
from portal.services.shared.rights import Member
from portal.web.shared.state import installation_of, member


def clerk(request: Request, unit: Unit) -> Member:
    """Raises NotAllowed."""
    signed = member(request, unit)
    signed.demand_duties("enter", installation_of(request).city.duties)
    return signed
