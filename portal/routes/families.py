from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

import portal.routes
from portal.routes.served_addresses import SERVED
from portal.web.machines.route import MachineRouter
from portal.web.shared.router import PageRoute, Pages, Router


@cache
def pages_of(zone: str) -> Pages[PageRoute]:
    """Raises TypeError if two pages match the same addresses."""
    routers = [router for router in every_router() if isinstance(router, Router) and router.zone in SERVED[zone]]
    return Pages(page for router in routers for page in router.pages)


def every_router() -> tuple[Router | MachineRouter, ...]:
    return tuple(routers_by_module().values())


@cache
def routers_by_module() -> Mapping[str, Router | MachineRouter]:
    names = [module.name for module in walk_packages(portal.routes.__path__, f"{portal.routes.__name__}.")]
    routers = {name: getattr(import_module(name), "router", None) for name in names}
    return {name: router for name, router in routers.items() if isinstance(router, Router | MachineRouter)}
