"""The routes that an application serves, however many routers they are nested in."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from portal.routes.families import resident_families, shared_families, staff_families


def served(routes: Sequence[BaseRoute]) -> set[tuple[str, str]]:
    """(method, path) of each."""
    return {(method, str(one.path)) for one in iter_route_contexts(routes) for method in one.methods or ()}


def every_route() -> set[tuple[str, str]]:
    """Of zone single, which serves all there is."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    families: tuple[APIRouter, ...] = (*shared_families(), *resident_families(), *staff_families())
    for family in families:
        app.include_router(family)
    return served(app.routes)
