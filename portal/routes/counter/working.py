"""For a clerk whose screen or printer fails."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.counter.working_parts import still_works
from portal.web.counter.clerk import clerk
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, neighbours_of

router = Router("staff", prefix="/counter/working", access=staff("clerk", "reviewer"))


@router.get("")
def show(request: Request) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        clerk(request, unit)
    parts = still_works(installation.card_agent, neighbours_of(request).ask())
    return render(request, "pages/counter/working.html", {"parts": parts})
