"""What works now, for a clerk whose screen or printer does not: a page that asks every neighbour at most every few seconds."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.still_works import still_works
from portal.web.clerk import clerk
from portal.web.page import render
from portal.web.router import Router
from portal.web.state import installation_of, neighbours_of

router = Router(prefix="/counter/working")


@router.get("")
def show(request: Request) -> Response:
    """Neighbours are asked while no unit is open: one that hangs holds up this page alone."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        clerk(request, unit)
    parts = still_works(installation, neighbours_of(request).ask())
    return render(request, "pages/counter/working.html", {"parts": parts})
