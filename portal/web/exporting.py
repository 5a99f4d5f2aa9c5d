"""Who may hand over what a duty has, asked before every page and act of a hand-over."""

from fastapi import Request

from integrations.layout_socket import NUMBER_USE, Layout
from portal.db import Unit
from portal.errors import NotFound
from portal.services.fresh_sign_in import USE_NUMBER, demand_fresh
from portal.services.hand_over import layout_of
from portal.services.number_files import demand_number_use
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.web.signed_in import member
from portal.web.state import installation_of


def exporting(request: Request, unit: Unit, layout: str, duty: str) -> Member:
    """NotFound for a layout, or a duty that the city does not have; NotAllowed without the right for it. Where the layout carries 個人番号,
    for whoever may use them and signed in a moment ago."""
    signed = member(request, unit)
    if duty not in installation_of(request).city.duties:
        raise NotFound(duty)
    signed.demand("export", duty)
    found = layout_of(installation_of(request), layout)
    demand_number_use(found, signed, duty)
    if found.purpose == NUMBER_USE:
        demand_fresh(
            installation_of(request), request.state.staff_session, USE_NUMBER, sending=request.method == "POST"
        )
    return signed


def checking(request: Request, layout: str, duty: str) -> Layout:
    """The layout by which somebody looks at all that waits, which is recorded. NotFound, NotAllowed."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, found = exporting(request, unit, layout, duty), layout_of(installation, layout)
        write_audit(installation, unit, signed.actor, "check hand-over", detail=f"{layout} {duty}")
        unit.commit()
    return found
