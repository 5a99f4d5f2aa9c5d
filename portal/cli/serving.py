"""`serve`, `worker` and `mock`: the processes of an installation."""

import os
from typing import Annotated

import typer
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from portal.app import make_app
from portal.cli.card_provider import mock_service
from portal.cli.listening import bind, server, stop_on_signals
from portal.cli.problem import Problem, complain
from portal.clock import Clock
from portal.config import Settings, load_settings
from portal.logs import configure_logs, log
from portal.wiring import demand_number_keys, demand_receipt_key, demand_register, install
from portal.worker import background

app = typer.Typer()

Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on (KAKANAI_PORT, PORT).")]
Host = Annotated[str | None, typer.Option(help="Address to listen on (KAKANAI_HOST).")]


@app.command()
def serve(
    port: Port = None,
    host: Host = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Serving processes; PostgreSQL only.")] = 1,
    worker: Annotated[bool, typer.Option(help="Do background work in this process too.")] = True,
) -> None:
    """Serve the pages until told to stop; answers under way are finished first."""
    chosen = {name: value for name, value in (("port", port), ("host", host)) if value}
    settings = load_settings(**chosen)
    configure_logs(settings.log_level)
    stop_on_signals()
    listener = bind(settings.host, settings.port)
    installation = install(settings)
    demand_receipt_key(installation)
    demand_number_keys(installation)
    demand_register(installation)
    if workers == 1:
        _told(settings)
        server(make_app(installation, with_worker=worker, tell=complain)).run(sockets=[listener])
        return
    if installation.database.sqlite:
        raise Problem("SQLite has one serving process: leave --workers out, or set KAKANAI_DATABASE_URL to PostgreSQL.")
    beside = background(installation) if worker else []
    for one in beside:
        one.start()
    _told(settings)
    # The processes read the environment anew, so what was chosen here goes there.
    os.environ.update({f"KAKANAI_{name}".upper(): str(value) for name, value in chosen.items()})
    # On a busy machine a process is no dead one: put an end to while it starts, it would only be started again.
    config = server(
        "portal.cli.serving:one_of_several", factory=True, workers=workers, timeout_worker_healthcheck=60
    ).config
    Multiprocess(config, sockets=[listener]).run()
    for one in beside:
        one.stop()


def _told(settings: Settings) -> None:
    log.info("serving", port=settings.port, env=settings.env, zone=settings.zone)


def one_of_several() -> FastAPI:
    """The application in a serving process of its own."""
    settings = load_settings()
    configure_logs(settings.log_level)
    return make_app(install(settings), with_worker=False, tell=complain)


@app.command("worker")
def work() -> None:
    """Do background work until told to stop: seal the audit, run jobs."""
    settings = load_settings()
    configure_logs(settings.log_level)
    stop_on_signals()
    installation = install(settings)
    worker, *beside = background(installation)
    log.info("working", env=settings.env, zone=settings.zone)
    for one in beside:
        one.start()
    try:
        worker.run()
    finally:
        for one in beside:
            one.stop()
        installation.database.close()


@app.command()
def mock(port: Port = None) -> None:
    """Serve the mock card provider, for demo and test only (KAKANAI_MOCK_PORT)."""
    settings = load_settings()
    if settings.env == "production":
        raise Problem("There is no mock card provider in production.")
    configure_logs(settings.log_level)
    stop_on_signals()
    number = port or settings.mock_port or settings.port + 1
    settings = settings.model_copy(update={"mock_port": number})
    listener = bind(settings.host, number, "KAKANAI_MOCK_PORT")
    log.info("serving", port=number, env=settings.env)
    server(mock_service(settings, Clock(settings.now))).run(sockets=[listener])
