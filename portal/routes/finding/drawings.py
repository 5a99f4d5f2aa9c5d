"""抽選: promise and list."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotFound
from portal.services.bookings.describe_drawing import DrawingView, describe_drawing, list_file, without_promise
from portal.services.finding.describe_procedure import name_procedure
from portal.services.shared.installation import Installation
from portal.store.bookings import drawings
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("resident")

_ROUNDS = 6  # shown, the newest first


@router.get("/procedures/{procedure}/drawing", access=anyone())
def drawing_page(request: Request, procedure: str) -> Response:
    installation, language = installation_of(request), language_of(request)
    described = installation.catalogue.current(procedure)
    if described.drawing is None:
        raise NotFound("drawing")
    with installation.database.read() as unit:
        rounds = _rounds(installation, unit, procedure, language)
    context = {"facts": name_procedure(described, language), "rounds": rounds}
    return render(request, "pages/procedures/drawing.html", context)


@router.get("/procedures/{procedure}/drawing.csv", access=anyone())
def drawing_file(request: Request, procedure: str) -> Response:
    """`closes`: the last day of the round; without it the newest. Before the drawing there is only the head."""
    installation = installation_of(request)
    if installation.catalogue.current(procedure).drawing is None:
        raise NotFound("drawing")
    closes = request.query_params.get("closes", "")
    with installation.database.read() as unit:
        rows = [row for row in drawings.of_procedure(unit, procedure) if row.drawn_at is not None]
        row = next((row for row in rows if closes in ("", row.closes)), None)
        text = list_file(describe_drawing(installation, unit, row, "ja") if row is not None else None)
    name = f"{procedure}-{row.closes}" if row is not None else procedure
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _rounds(installation: Installation, unit: Unit, procedure: str, language: str) -> list[DrawingView]:
    rows = drawings.of_procedure(unit, procedure)
    begun = without_promise(installation, installation.catalogue.current(procedure), rows)
    return [*filter(None, [begun]), *(describe_drawing(installation, unit, row, language) for row in rows[:_ROUNDS])]
