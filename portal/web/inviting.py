"""Who may invite, asked before every page and act of a campaign."""

from fastapi import Request

from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.rights import Member
from portal.web.signed_in import member
from portal.web.state import installation_of


def inviting(request: Request, unit: Unit) -> tuple[Member, tuple[str, ...]]:
    """The member and the duties for which they may. NotAllowed without the right for any."""
    signed = member(request, unit)
    duties = signed.duties("invite", tuple(installation_of(request).city.duties))
    if not duties:
        raise NotAllowed("invite")
    return signed, duties
