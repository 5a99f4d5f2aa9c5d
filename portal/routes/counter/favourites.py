"""This browser's window, and its favourite procedures."""

from fastapi import Request
from fastapi.responses import Response

from portal.web.counter.clerk import clerk
from portal.web.counter.own_window import MOST, enterable_titles, favourites_of, keep_favourites
from portal.web.counter.visit import PLACE_COOKIE
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, set_cookie

router = Router("staff", prefix="/counter", access=staff("clerk", "reviewer"))


@router.get("/favourites")
def choose(request: Request) -> Response:
    with installation_of(request).database.read() as unit:
        signed = clerk(request, unit)
    titles = enterable_titles(request, signed)
    chosen = [name for name, _ in favourites_of(request, titles)]
    return render(request, "pages/counter/favourites.html", {"titles": titles, "chosen": chosen, "most": MOST})


@router.post("/favourites")
def keep(request: Request, posted: Post) -> Response:
    with installation_of(request).database.read() as unit:
        signed = clerk(request, unit)
    answer = see(request, "/counter")
    keep_favourites(request, answer, posted.get("procedure", ()), enterable_titles(request, signed))
    return answer


@router.post("/window")
def choose_window(request: Request, posted: Post) -> Response:
    """An unknown window changes nothing."""
    installation, place = installation_of(request), first(posted, "place")
    with installation.database.read() as unit:
        clerk(request, unit)
    answer = see(request, "/counter")
    if any(counter.id == place for counter in installation.city.counters):
        set_cookie(request, answer, PLACE_COOKIE, place, days=365)
    return answer
