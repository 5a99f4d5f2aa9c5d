"""空き状況 of what can be booked."""

from fastapi import Request
from fastapi.responses import Response

from forms.city.times import ResourceRow
from portal.errors import NotFound
from portal.services.bookings.availability import (
    availability,
    bookable_months,
    booking_procedures,
    public_resource,
    public_resources,
)
from portal.services.finding.describe_procedure import name_procedure
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("resident", prefix="/availability", access=anyone())


@router.get("")
def resources(request: Request) -> Response:
    rows = public_resources(installation_of(request))
    if not rows:
        raise NotFound("resource")
    context = {"resources": [(row, _picture(request, row)) for row in rows]}
    return render(request, "pages/availability/resources.html", context)


@router.get("/{resource}")
def month(request: Request, resource: str) -> Response:
    """`month`: 2026-12; without it the first that can be booked."""
    installation, language = installation_of(request), language_of(request)
    row = public_resource(installation, resource)
    months = bookable_months(installation, row)
    chosen = request.query_params.get("month", "") or months[0]
    if chosen not in months:
        raise NotFound("month")
    with installation.database.read() as unit:
        shown = availability(installation, unit, row, chosen)
    at = months.index(chosen)
    context = {
        "resource": row,
        "picture": _picture(request, row),
        "month": chosen,
        "earlier": months[at - 1] if at else "",
        "later": months[at + 1] if at + 1 < len(months) else "",
        "shown": shown,
        "procedures": [name_procedure(procedure, language) for procedure in booking_procedures(installation, resource)],
    }
    return render(request, "pages/availability/month.html", context)


def _picture(request: Request, row: ResourceRow) -> str:
    return request.app.state.static.picture(row.picture) if row.picture else ""
