"""For a clerk whose screen or printer fails, and whose line does (D268)."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.counter.working_parts import still_works
from portal.web.counter.clerk import clerk
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import neighbours_of, reading
from portal.web.shared.templates import templates

_ADDRESS = "/counter/working"
router = Router("staff", prefix=_ADDRESS, access=staff("clerk", "reviewer"))


@router.get("")
def show(request: Request) -> Response:
    with reading(request) as (installation, unit):
        clerk(request, unit)
    parts = still_works(installation.card_agent, neighbours_of(request).ask())
    return render(request, "pages/counter/working.html", {"parts": parts})


@router.get("/worker.js")
def worker(request: Request) -> Response:
    """Keeps what to do without the service. Its bytes change with that page."""
    with reading(request) as (installation, unit):
        clerk(request, unit)
    page = templates("ja").get_template("offline/working.html").render(city=installation.city)
    script = templates("ja").get_template("offline/working.js").render(page=page)
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Service-Worker-Allowed": _ADDRESS,
    }
    return Response(script, media_type="text/javascript", headers=headers)
