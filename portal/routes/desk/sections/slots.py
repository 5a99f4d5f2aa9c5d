"""The section's booked times of a day."""

from datetime import date

from fastapi import Request
from fastapi.responses import Response

from portal.services.bookings.day_of_slots import change_slot, crossed, day_of_slots, days_of, resource_of, resources_of
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member

router = Router("staff", prefix="/desk/slots")


@router.get("", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def show(request: Request) -> Response:
    with changing(request, member) as (installation, unit, signed):
        resources = resources_of(installation, signed)
        signed.demand_duties("see", installation.city.duties)
        asked = request.query_params.get("resource", "")
        chosen = resource_of(installation, signed, asked) if asked else next(iter(resources), None)
        days = days_of(installation, chosen.id) if chosen else []
        day = _day(request.query_params.get("day", ""), days)
        times = day_of_slots(installation, unit, signed, chosen.id, day) if chosen and day else []
        carried = chosen is None or crossed(installation, unit, chosen.id)
    context = {
        "resources": resources, "chosen": chosen, "days": days, "day_shown": day, "times": times, "carried": carried,
        "may_change": chosen is not None and signed.may("review", chosen.duty),
    }  # fmt: skip
    return render(request, "pages/desk/slots.html", context)


def _day(sent: str, days: list[date]) -> date | None:
    return next((day for day in days if day.isoformat() == sent), next(iter(days), None))


@router.post("/{resource}", access=staff("reviewer", "approver"))
def change(request: Request, resource: str, posted: Post) -> Response:
    with changing(request, member) as (installation, unit, signed):
        day = change_slot(installation, unit, signed, resource, first(posted, "slot"), first(posted, "act"))
    return see(request, f"/desk/slots?resource={resource}&day={day}")
