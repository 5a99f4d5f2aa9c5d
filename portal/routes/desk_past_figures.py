"""廃棄した申請の統計, with small counts hidden: as it may be given to anybody."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, NotAllowed
from portal.services.past_figures import HIDDEN, PastFigures, as_csv, past_figures, years
from portal.services.write_audit import write_audit
from portal.web.csv_answer import csv_answer
from portal.web.page import render
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/desk/disposals/figures")

Chosen = tuple[str, str, int]  # duty, procedure, fiscal year


@router.get("")
def show(request: Request) -> Response:
    """Nothing is chosen at first: then only what there is to choose."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        offered = _offered(request, unit)
        chosen = _chosen(request, offered)
        found = _found(request, unit, chosen) if chosen else None
        unit.commit()
    titles = {one.id: one.title for one in installation.catalogue.all()}
    context = {
        "found": found, "hidden": HIDDEN, "small": installation.settings.small_count,
        "offered": [(_value(one), f"{titles.get(one[1], one[1])}　{one[2]}年度", one == chosen) for one in offered],
        "csv": f"/desk/disposals/figures.csv?of={_value(chosen)}" if chosen else "",
    }  # fmt: skip
    return render(request, "pages/disposals/figures.html", context)


@router.get(".csv")
def csv(request: Request) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        chosen = _chosen(request, _offered(request, unit))
        if chosen is None:
            raise BadRequest("figures")
        found = _found(request, unit, chosen)
        unit.commit()
    return csv_answer(as_csv(found), f"past-figures-{chosen[2]}")


def _offered(request: Request, unit: Unit) -> list[Chosen]:
    """NotAllowed without the right for any duty."""
    installation = installation_of(request)
    duties = member(request, unit).duties("see disposals", tuple(installation.city.duties))
    if not duties:
        raise NotAllowed("see disposals")
    return [
        (duty, procedure, year) for duty in duties for procedure, known in years(unit, [duty]).items() for year in known
    ]


def _chosen(request: Request, offered: list[Chosen]) -> Chosen | None:
    asked = request.query_params.get("of", "")
    return next((one for one in offered if _value(one) == asked), None)


def _value(one: Chosen) -> str:
    return f"{one[0]}.{one[1]}.{one[2]}"


def _found(request: Request, unit: Unit, chosen: Chosen) -> PastFigures:
    installation = installation_of(request)
    write_audit(installation, unit, request.state.staff.actor, "see figures", detail=f"past {_value(chosen)}")
    return past_figures(installation, unit, *chosen)
