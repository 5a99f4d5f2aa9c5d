"""Counts for everybody, as page and open data, if the city says so."""

import json
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.desk.queue.describe_open_data import as_csv, as_dcat
from portal.services.desk.queue.open_figures import Quarter, open_quarters
from portal.services.finding.describe_procedure import name_procedure
from portal.services.shared.official_words import DOORS
from portal.web.shared.access import anyone
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import language_of, render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, open_figures_of, resident_or_none

router = Router("resident", prefix="/figures", access=anyone())

_MOST_BARS = 15


@router.get("")
def show(request: Request) -> Response:
    """`quarter`: 2026-2; without it the newest."""
    installation, language = installation_of(request), language_of(request)
    quarters = _quarters(request)
    quarter = _chosen(request, quarters) if quarters else None
    with installation.database.read() as unit:
        resident_or_none(request, unit)
    figures = open_figures_of(request).of(quarter) if quarter else None
    offered = {procedure.id: procedure for procedure in installation.catalogue.all()}
    rows = [
        (name_procedure(offered[procedure], language).title if procedure in offered else title, counts)
        for procedure, title, counts in (figures.procedures if figures else ())
    ]
    context = {
        "quarters": quarters, "quarter": quarter, "figures": figures, "rows": rows, "doors": list(DOORS),
        "bars": sorted(_bars(rows), key=lambda bar: -bar[1][0][1])[:_MOST_BARS],
        "small": installation.settings.small_count, "opened": installation.city.open_figures,
    }  # fmt: skip
    return render(request, "pages/information/figures.html", context)


@router.get(".csv")
def csv(request: Request) -> Response:
    quarter = _chosen(request, _quarters(request))
    return csv_answer(as_csv(open_figures_of(request).of(quarter)), f"figures-{quarter.id}")


@router.get(".jsonld")
def jsonld(request: Request) -> Response:
    installation = installation_of(request)
    settings = installation.settings
    described = as_dcat(installation.city, _quarters(request), settings.base_url, settings.small_count)
    text = json.dumps(described, ensure_ascii=False, indent=1)
    return Response(text, media_type="application/ld+json", headers={"Cache-Control": "no-store"})


def _quarters(request: Request) -> tuple[Quarter, ...]:
    # Raises NotFound while the city publishes nothing.
    installation = installation_of(request)
    if installation.city.open_figures is None:
        raise NotFound("figures")
    return open_quarters(installation)


def _chosen(request: Request, quarters: tuple[Quarter, ...]) -> Quarter:
    asked = request.query_params.get("quarter", "")
    for quarter in quarters:
        if asked in ("", quarter.id):
            return quarter
    raise NotFound("quarter")


def _bars(rows: list[tuple[str, tuple[int | None, ...]]]) -> list[tuple[str, list[tuple[str, Any]]]]:
    return [(title, [("all", counts[-1])]) for title, counts in rows if title and counts[-1]]
