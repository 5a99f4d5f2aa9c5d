"""Access to hand-over pages."""

from fastapi import Request

from integrations.sockets.layout_socket import NUMBER_USE, Layout
from portal.db import Unit
from portal.errors import NotFound
from portal.services.handover.hand_over import layout_of
from portal.services.handover.number_files import demand_number_use
from portal.services.residents.fresh_sign_in import USE_NUMBER, demand_fresh
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.web.shared.state import changing, installation_of, member


def exporting(request: Request, unit: Unit, layout: str, duty: str) -> Member:
    """Raises NotFound, NotAllowed. 個人番号 also require their right and a recent sign-in."""
    signed = member(request, unit)
    if duty not in installation_of(request).city.duties:
        raise NotFound(duty)
    signed.demand("export", duty)
    chosen = layout_of(installation_of(request).layouts, layout)
    demand_number_use(chosen, signed, duty)
    if chosen.purpose == NUMBER_USE:
        demand_fresh(
            installation_of(request), request.state.staff_session, USE_NUMBER, sending=request.method == "POST"
        )
    return signed


def checking(request: Request, layout: str, duty: str) -> Layout:
    """Audited. Raises NotFound, NotAllowed."""
    with changing(request) as (installation, unit):
        signed, chosen = exporting(request, unit, layout, duty), layout_of(installation.layouts, layout)
        write_audit(installation, unit, signed.actor, "check hand-over", detail=f"{layout} {duty}")
    return chosen
