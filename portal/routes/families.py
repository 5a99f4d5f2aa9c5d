"""The routers of each zone."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from starlette.routing import BaseRoute

import portal.routes
from portal.web.machines.route import MachineRouter
from portal.web.shared.router import Pages, Router, Zone

# The internet sees resident, the city's own network sees staff, and a single machine for both serves all.
_SERVED: dict[str, tuple[Zone, ...]] = {
    "outer": ("shared", "resident"),
    "inner": ("shared", "staff"),
    "single": ("shared", "resident", "staff"),
}


def routes_of(zone: str) -> list[BaseRoute]:
    """Raises TypeError if two pages match the same addresses."""
    calls = [route for router in every_router() if isinstance(router, MachineRouter) for route in router.routes]
    return [pages_of(zone), *(calls if MachineRouter.zone in _SERVED[zone] else ())]


@cache
def pages_of(zone: str) -> Pages:
    return Pages(router for router in every_router() if isinstance(router, Router) and router.zone in _SERVED[zone])


@cache
def every_router() -> tuple[Router | MachineRouter, ...]:
    modules = walk_packages(portal.routes.__path__, f"{portal.routes.__name__}.")
    routers = [getattr(import_module(module.name), "router", None) for module in modules]
    return tuple(router for router in routers if isinstance(router, Router | MachineRouter))
