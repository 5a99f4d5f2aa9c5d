"""Who may hand over what a duty has, asked before every page and act of a hand-over."""

from fastapi import Request

from integrations.interfaces import Layout
from portal.db import Unit
from portal.errors import NotFound
from portal.services.hand_over import layout_of
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.web.signed_in import member
from portal.web.state import installation_of


def exporting(request: Request, unit: Unit, duty: str) -> Member:
    """NotFound for a duty that the city does not have, NotAllowed without the right for it."""
    signed = member(request, unit)
    if duty not in installation_of(request).city.duties:
        raise NotFound(duty)
    signed.demand("export", duty)
    return signed


def checking(request: Request, layout: str, duty: str) -> Layout:
    """The layout by which somebody looks at all that waits, which is recorded. NotFound, NotAllowed."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = exporting(request, unit, duty)
        found = layout_of(installation, layout)
        write_audit(installation, unit, signed.actor, "check hand-over", detail=f"{layout} {duty}")
        unit.commit()
    return found
