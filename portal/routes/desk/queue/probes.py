"""Where somebody else named a protected person."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.residents.list_probes import DAYS, list_probes
from portal.services.shared.write_audit import write_audit
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member

router = Router("staff", prefix="/desk/probes", access=staff("protected", duty="any"))


@router.get("")
def show(request: Request) -> Response:
    with changing(request, member) as (installation, unit, signed):
        probes = list_probes(installation, unit, signed)
        write_audit(installation, unit, signed.actor, "see probes", detail=f"{len(probes)} applications")
    context = {"probes": probes, "days": DAYS, "limit": installation.settings.probe_limit}
    return render(request, "pages/desk/probes.html", context)
