"""空き状況 of what can be booked."""

from fastapi import Request
from fastapi.responses import Response

from forms.city.times import ResourceRow
from portal.errors import NotFound
from portal.services.bookings.availability import (
    availability,
    bookable_months,
    booking_procedures,
    drawn_for,
    public_resource,
    public_resources,
)
from portal.services.finding.describe_procedure import NamedProcedure, name_procedure
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of
from portal.web.shared.words import words

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
    with installation.database.read() as unit:
        months = bookable_months(installation, row, drawn_for(installation, unit, row))
        chosen = request.query_params.get("month", "") or months[0]
        if chosen not in months:
            raise NotFound("month")
        shown = availability(installation, unit, row, chosen)
    at = months.index(chosen)
    context = {
        "resource": row,
        "picture": _picture(request, row),
        "season": _season(row, language),
        "month": chosen,
        "earlier": months[at - 1] if at else "",
        "later": months[at + 1] if at + 1 < len(months) else "",
        "shown": shown,
        "draws": [(drawn, *_facts(installation, drawn.procedure, language)) for drawn in shown.drawn],
        "procedures": [name_procedure(procedure, language) for procedure in booking_procedures(installation, resource)],
    }
    return render(request, "pages/availability/month.html", context)


def _season(row: ResourceRow, language: str) -> tuple[str, ...]:
    if row.season is None:
        return ()
    pattern = words(language)["availability.month_day"]
    days = (day.split("-") for day in (row.season.from_, row.season.to))
    return tuple(pattern.format(month=int(month), day=int(day)) for month, day in days)


def _facts(installation: Installation, procedure: str, language: str) -> tuple[NamedProcedure, bool]:
    # And whether people may apply today.
    current, today = installation.catalogue.current(procedure), installation.clock.today()
    closed = installation.rules.closed_words(current, speech_of(current, language), today)
    return name_procedure(current, language), not closed


def _picture(request: Request, row: ResourceRow) -> str:
    return request.app.state.static.picture(row.picture) if row.picture else ""
