"""The web application of an installation."""

import contextlib
import gc
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from forms.messages import LANGUAGES
from forms.text.translations import speaking
from portal import collect_cycles
from portal.jobs import Job, follow_city, follow_keys, follow_translations, offer_published
from portal.outages import NotAnswered
from portal.routes.served_addresses import served
from portal.services.administration.begin_city import is_not_open
from portal.services.counter.ask_neighbours import Neighbours
from portal.services.desk.queue.open_answers import kept_answers
from portal.services.desk.queue.open_figures import kept_figures
from portal.services.desk.queue.watch_arrivals import Arrivals
from portal.services.procedures.board import Board
from portal.services.procedures.finder import Finder
from portal.services.procedures.publish_on_save import PublishOnSave
from portal.services.procedures.rank_procedures import Ranking
from portal.services.shared.installation import Installation
from portal.services.shared.log_support import SupportLog
from portal.traces import telemetry
from portal.web.finding.passages import KeptPassages
from portal.web.shared.headers import Headers
from portal.web.shared.not_open import NotOpen, OwnHost
from portal.web.shared.refusal_pages import add_refusal_pages, bug_page
from portal.web.shared.state import StartOver
from portal.web.shared.static_files import StaticFiles
from portal.web.shared.templates import templates
from portal.web.shared.waiting_line import FOR_OTHERS, WaitingLine, share_threads
from portal.worker import ALONE, JointCity, Worker, background


def make_app(
    installation: Installation, *, with_worker: bool, notify: Callable[[str], None] | None = None,
    start_over: StartOver | None = None, joint: JointCity = ALONE,
) -> FastAPI:  # fmt: skip
    """`notify`: messages on definitions published on save. `start_over`: only the command `demo` has it, over its own
    data."""
    settings = installation.settings

    support, arrivals = SupportLog(), Arrivals()

    @contextlib.asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        if not joint.city:  # of several cities, `Cities` does it
            share_threads(settings.threads)
        # On a thread: a city that is admitted late leaves the loop to those that are served.
        await run_in_threadpool(_warm, installation, app.state.finder)
        workers = [Worker(installation, _keeping_up(installation, notify, support, arrivals), joint)]
        if with_worker:
            workers += background(installation, joint)
        for worker in workers:
            worker.start()
        app.state.call_off = partial(_call_off, workers)
        yield
        app.state.call_off()
        for worker in workers:
            worker.stop()
        installation.database.close()

    app = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, lifespan=life, redirect_slashes=False,
        telemetry=telemetry(settings.traces),
    )  # fmt: skip
    app.state.installation = installation
    app.state.secure = settings.secure
    app.state.neighbours = Neighbours(installation)
    app.state.other_cities = []
    app.state.waiting_line, app.state.city_line = _lines(settings.threads, joint.cities)
    app.state.open_figures, app.state.open_answers = kept_figures(installation), kept_answers(installation)
    app.state.board = Board(installation.city)
    app.state.support, app.state.arrivals = support, arrivals
    app.state.start_over = None if settings.env == "production" else start_over
    app.state.passages = KeptPassages()
    app.state.finder = Finder(installation, installation.guides)
    app.state.static = StaticFiles(settings.city, kept=installation.catalogue.kept)
    gc.disable()  # as while the installation was imported
    app.router.routes.extend(served(settings.zone))
    collect_cycles()
    add_refusal_pages(app)
    if settings.env == "production":
        app.add_middleware(OwnHost, host=settings.host_name)
    if is_not_open(installation):
        app.add_middleware(NotOpen, installation=installation)
    app.add_middleware(Headers, secure=settings.secure, bug_page=bug_page, texts=installation.translated)
    return app


def _warm(installation: Installation, finder: Finder) -> None:
    def read() -> Ranking:
        follow_translations.follow_translations(installation)
        with installation.database.read() as unit:
            return finder.ranking(unit)

    ranking = None
    with contextlib.suppress(NotAnswered):  # a database that hangs since the installation was made stops no other city
        ranking = installation.database.in_time("start", read)
    finder.keep_up()
    with speaking(installation.translated):
        if ranking is not None:  # the first search reads the index and the counts
            finder.find("", ranking)
        for language in LANGUAGES:  # the others are read when somebody needs them
            for name in ("pages/front/front.html", "layouts/resident.html"):
                templates(language).get_template(name)


def _call_off(workers: Iterable[Worker]) -> None:
    for worker in workers:
        worker.call_off()


def _lines(threads: int, cities: int) -> tuple[WaitingLine, WaitingLine | None]:
    # Of residents; of a city's staff, machines and halls, where there are others. Other threads are for the desk, the counter
    # and the styles of pages, and for the other cities.
    places = threads - FOR_OTHERS
    of_city = max(1, places // 2)
    return (WaitingLine(places), None) if cities == 1 else (WaitingLine(of_city), WaitingLine(of_city))


def _keeping_up(
    installation: Installation, notify: Callable[[str], None] | None, support: SupportLog, arrivals: Arrivals
) -> list[Job]:
    saved = [] if notify is None or installation.settings.env == "production" else [PublishOnSave(installation, notify)]
    own = [offer_published.JOB, Job("log_support", 1.0, lambda whole: support.write(whole.database))]
    own += [follow_keys.JOB, follow_translations.JOB, follow_city.JOB]
    own.append(Job("watch_arrivals", 2.0, arrivals.look))
    return [Job("publish_on_save", 0.5, publish) for publish in saved] + own
