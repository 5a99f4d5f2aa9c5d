"""The web application of an installation: routes by zone, headers around them, refusals as pages."""

import contextlib
from collections.abc import AsyncIterator, Callable

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from portal.jobs import Job
from portal.routes.families import resident_families, shared_families, staff_families
from portal.services.ask_neighbours import Neighbours
from portal.services.board import Board
from portal.services.finder import Finder
from portal.services.installation import Installation
from portal.services.log_support import SupportLog
from portal.services.offer_published import offer_published
from portal.services.publish_on_save import PublishOnSave
from portal.services.watch_arrivals import Arrivals
from portal.web.headers import Headers
from portal.web.refusal_pages import add_refusal_pages, bug_page
from portal.web.router import Router
from portal.web.static_files import StaticFiles
from portal.worker import Worker, background


def make_app(installation: Installation, *, with_worker: bool, tell: Callable[[str], None] | None = None) -> FastAPI:
    """`with_worker`: background work runs in a thread of this process (demo, one process on SQLite). `tell`: who reads
    what came of a saved definition; outside production it is published on save."""
    settings = installation.settings

    support, arrivals = SupportLog(), Arrivals()

    @contextlib.asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        # A plain route runs on one of these threads; more of them than database connections would only wait.
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        workers = [Worker(installation, _keeping_up(installation, tell, support, arrivals))]
        if with_worker:
            workers += background(installation)
        for worker in workers:
            worker.start()
        yield
        for worker in workers:
            worker.stop()
        installation.database.close()

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=life, redirect_slashes=False)
    app.state.installation = installation
    app.state.neighbours = Neighbours(installation)
    app.state.board = Board(settings.city, installation.city.announcements)
    app.state.support = support
    app.state.arrivals = arrivals
    app.state.finder = Finder(installation)
    app.state.static = StaticFiles(settings.city)
    app.router.routes.append(_pages(settings.zone))
    add_refusal_pages(app)
    if settings.env == "production":
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[settings.host_name])
    app.add_middleware(Headers, secure=settings.secure, bug_page=bug_page)
    return app


def _pages(zone: str) -> Router:
    families = list(shared_families())
    if zone != "inner":
        families += resident_families()
    if zone != "outer":
        families += staff_families()
    pages = Router()
    for family in families:
        pages.include_router(family)
    return pages


def _keeping_up(
    installation: Installation, tell: Callable[[str], None] | None, support: SupportLog, arrivals: Arrivals
) -> list[Job]:
    """What each serving process does for itself: it offers what was published, and in practice what was saved."""
    saved = [] if tell is None or installation.settings.env == "production" else [PublishOnSave(installation, tell)]
    own = [Job("offer_published", 0.5, offer_published), Job("log_support", 1.0, support.write)]
    own.append(Job("watch_arrivals", 2.0, arrivals.look))
    return [Job("publish_on_save", 0.2, one) for one in saved] + own
