"""The visitor's screen that belongs to a window and serves visit after visit (D235)."""

from fastapi import Request, Response

from portal.db import Unit
from portal.services.counter import visitor_screen_pairing
from portal.services.counter.visits import Visit
from portal.services.shared.rights import Member
from portal.store.counter.visits import VisitRow
from portal.web.shared.state import installation_of, read_cookie, set_cookie

_COOKIE = "window_screen"


def take_window_screen(request: Request, unit: Unit, signed: Member, visit: Visit) -> None:
    """Connects this window's screen if it is free. Raises Conflict."""
    named = read_cookie(request, _COOKIE)
    if named:
        visitor_screen_pairing.take_over(installation_of(request), unit, signed, visit, named)


def visit_with_window_screen(request: Request, unit: Unit, visit: Visit) -> VisitRow | None:
    return visitor_screen_pairing.visit_with_device(unit, visit, read_cookie(request, _COOKIE))


def remember_window_screen(request: Request, response: Response, named: str) -> None:
    """`named`: of `keep_for_window`."""
    if named:
        set_cookie(request, response, _COOKIE, named)
