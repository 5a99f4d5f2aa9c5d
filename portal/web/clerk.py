"""Who enters at a counter: a member of staff with that right for some duty of the city."""

from fastapi import Request

from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.rights import Member
from portal.web.signed_in import member
from portal.web.state import installation_of


def clerk(request: Request, unit: Unit) -> Member:
    """NotAllowed without the right."""
    signed = member(request, unit)
    if not signed.duties("enter", tuple(installation_of(request).city.duties)):
        raise NotAllowed("enter")
    return signed
