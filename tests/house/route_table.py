"""The routes of an application."""

from collections.abc import Sequence
from importlib import import_module

from starlette.routing import BaseRoute

from portal.routes.families import every_router, pages_of
from portal.routes.served_addresses import SERVED, LaterCalls
from portal.web.machines.route import MachineRoute, MachineRouter, TokenRoute
from portal.web.shared.router import Pages


def routes_of(zone: str) -> list[BaseRoute]:
    """As their modules declare them."""
    calls = [route for router in every_router() if isinstance(router, MachineRouter) for route in router.routes]
    return [pages_of(zone), *(calls if MachineRouter.zone in SERVED[zone] else ())]


def served(routes: Sequence[BaseRoute]) -> set[tuple[str, str]]:
    """(method, path) of each."""
    pairs: set[tuple[str, str]] = set()
    for route in routes:
        if isinstance(route, Pages):
            pairs |= {(page.method, page.path) for page in route.pages}
        elif isinstance(route, LaterCalls):
            pairs |= served(import_module(route.module).router.routes)
        else:
            assert isinstance(route, MachineRoute | TokenRoute)
            pairs |= {(method, route.path) for method in route.methods or ()}
    return pairs


def every_route() -> set[tuple[str, str]]:
    """Zone `single` has all routes."""
    return served(routes_of("single"))


ACCESS = {f"{page.method} {page.path}": page.access for page in pages_of("single").pages}
