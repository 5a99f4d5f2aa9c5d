"""The pages that an application serves."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from portal.routes.families import resident_families, shared_families, staff_families
from portal.web.router import Router


def served(routes: Sequence[BaseRoute]) -> set[tuple[str, str]]:
    """(method, path) of each. Whatever else an application would serve is not known here, and must not be there."""
    assert all(isinstance(route, Router) for route in routes)
    return {(page.method, page.path) for route in routes if isinstance(route, Router) for page in route.pages()}


def every_route() -> set[tuple[str, str]]:
    """Of zone single, which serves all there is."""
    return served((*shared_families(), *resident_families(), *staff_families()))
