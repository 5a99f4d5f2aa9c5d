"""廃棄した申請の統計, publishable: small counts are hidden."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, required
from portal.services.disposal.past_figures import HIDDEN, PastFigures, as_csv, past_figures, years
from portal.services.shared.write_audit import write_audit
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member

router = Router("staff", prefix="/desk/disposals/figures", access=staff("reviewer", "approver", "auditor"))

Chosen = tuple[str, str, int]  # duty, procedure, fiscal year


@router.get("")
def show(request: Request) -> Response:
    with changing(request, _offered) as (installation, unit, offered):
        chosen = _chosen(request, offered)
        figures = _past_figures(request, unit, chosen) if chosen else None
    titles = {procedure.id: procedure.title for procedure in installation.catalogue.all()}
    context = {
        "figures": figures, "hidden": HIDDEN, "small": installation.settings.small_count,
        "offered": [(_value(choice), f"{titles.get(choice[1], choice[1])}　{choice[2]}年度", choice == chosen) for choice in offered],
        "csv": f"/desk/disposals/figures.csv?of={_value(chosen)}" if chosen else "",
    }  # fmt: skip
    return render(request, "pages/disposals/figures.html", context)


@router.get(".csv")
def csv(request: Request) -> Response:
    with changing(request) as (_, unit):
        chosen = required(_chosen(request, _offered(request, unit)), BadRequest("figures"))
        figures = _past_figures(request, unit, chosen)
    return csv_answer(as_csv(figures), f"past-figures-{chosen[2]}")


def _offered(request: Request, unit: Unit) -> list[Chosen]:
    # Raises NotAllowed without any duty.
    installation = installation_of(request)
    duties = member(request, unit).demand_duties("see disposals", installation.city.duties)
    return [
        (duty, procedure, year) for duty in duties for procedure, known in years(unit, [duty]).items() for year in known
    ]


def _chosen(request: Request, offered: list[Chosen]) -> Chosen | None:
    asked = request.query_params.get("of", "")
    return next((choice for choice in offered if _value(choice) == asked), None)


def _value(choice: Chosen) -> str:
    return f"{choice[0]}.{choice[1]}.{choice[2]}"


def _past_figures(request: Request, unit: Unit, chosen: Chosen) -> PastFigures:
    installation = installation_of(request)
    write_audit(installation, unit, request.state.staff.actor, "see figures", detail=f"past {_value(chosen)}")
    return past_figures(installation.settings, unit, *chosen)
