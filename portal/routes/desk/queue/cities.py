"""One list of what waits in all cities of a joint installation (共同利用)."""

from functools import partial
from itertools import chain

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import State

from portal.outages import outage_of
from portal.services.desk.queue.waiting_in_city import MOST, WaitingInCity, waiting_in_city
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import STATES
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, place_of

router = Router("staff", prefix="/desk/cities", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))


@router.get("")
def show(request: Request) -> Response:
    """Who signed in by password is asked to sign in at the provider."""
    here = installation_of(request)
    others: list[State] = request.app.state.other_cities
    with here.database.change() as unit:
        member(request, unit)
        identity = request.state.staff_session.identity
    waiting, away = [], []
    places = [(here, None), *((other.installation, other.city_line) for other in others)]
    for city, line in places if identity is not None else []:
        if line is not None and line.full:
            away.append(city.city.name)
            continue
        try:
            # Where another city's database hangs, this city's threads do not wait for it.
            ask = partial(_waiting, city, identity or ("", ""), place_of(request), here.city.name)
            in_city = ask() if city is here else city.database.in_time("cases", ask)
        except Exception as error:
            if not outage_of(error):
                raise
            away.append(city.city.name)
            continue
        waiting += [in_city] if in_city is not None else []
    cases = sorted(chain.from_iterable(city.cases for city in waiting), key=lambda case: case.day)
    context = {
        "proved": identity is not None, "provider": here.staff_provider is not None, "cities": waiting, "away": away,
        "cases": cases[:MOST], "more": len(cases) > MOST, "states": STATES,
    }  # fmt: skip
    return render(request, "pages/desk/cities.html", context)


def _waiting(city: Installation, identity: tuple[str, str], place: str, asking: str) -> WaitingInCity | None:
    with city.database.change() as unit:
        return waiting_in_city(city, unit, identity, place, asking)
