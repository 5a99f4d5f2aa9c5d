"""Pages of residents as they would be with an edition that is not in force yet."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.routing import Match

from forms.city.city_words import InWordsOf
from forms.complaints import Refused
from portal.errors import NotFound
from portal.services.administration.follow_city import city_of, texts_in_force
from portal.services.procedures.board import Board
from portal.services.procedures.finder import Finder
from portal.web.administration.part_page import HERE, part_page
from portal.web.shared.access import staff
from portal.web.shared.page import see
from portal.web.shared.router import LaterPage, PageRoute, Pages, Router
from portal.web.shared.state import reading

router = Router("staff", prefix=HERE, access=staff("administrator"))
# Pages that show words of the city and do nothing else.
_SHOWN = frozenset(
    f"portal.routes.finding.{name}" for name in ("finding", "front", "guides", "information", "procedures")
)


@router.get("/{part}/preview/{page:path}")
def preview(request: Request, part: str, page: str) -> Response:
    # `page`: the address of a page that anybody may see, without its first slash.
    with reading(request) as (installation, unit):
        opened = part_page(request, unit, part)
        route, values = _page_at(request, f"/{page}")
        texts = texts_in_force(unit, opened.edition, installation.laid.left_out)
    try:
        city = city_of(installation.city, texts)
    except Refused:
        return see(request, f"{opened.here}/text")
    as_if = replace(installation, city=city, catalogue=installation.catalogue.in_words(InWordsOf(city)))
    instead = {"installation": as_if, "board": Board(city), "finder": Finder(as_if, as_if.guides)}
    state = SimpleNamespace(**request.app.state._state | instead)
    scope = dict(request.scope) | {
        "app": SimpleNamespace(state=state, router=request.app.router), "path": f"/{page}", "raw_path": f"/{page}".encode(), "query_string": b"",
        "path_params": values, "route": route,
        "state": {key: value for key, value in request.scope["state"].items() if not key.startswith("staff")},
    }  # fmt: skip
    request.state.starts_worker = True  # as on the page itself
    response: Response = route.endpoint(Request(scope), **values)
    response.headers["Cache-Control"] = "no-store"  # a form of a procedure may be kept by browsers, on its own address
    return response


def _page_at(request: Request, address: str) -> tuple[PageRoute, dict[str, Any]]:
    pages = next(route for route in request.app.router.routes if isinstance(route, Pages))
    match, scope = pages.matches({"type": "http", "method": "GET", "path": address})
    if match is not Match.FULL:
        raise NotFound("page")
    route = scope["route"]
    declared: PageRoute = route.declared() if isinstance(route, LaterPage) else route
    if declared.access.who != "anyone" or declared.endpoint.__module__ not in _SHOWN:
        raise NotFound("page")
    return declared, scope["path_params"]
