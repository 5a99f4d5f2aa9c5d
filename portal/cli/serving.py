import os
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from fastapi import FastAPI

from portal import meters
from portal.cities import Cities
from portal.cli.joint.starting import Install, LateWorkers, start
from portal.cli.listening import bind, listen, server, stop_on_signals
from portal.cli.problem import Problem, complain
from portal.cli.processes import Processes
from portal.cli.waiting import install_patiently
from portal.clock import Clock
from portal.config import Settings, load_settings, settings_with
from portal.logs import configure_logs, log
from portal.services.shared.installation import Installation
from portal.services.shared.kept_definitions import Shared
from portal.wiring import demand_number_keys, demand_receipt_key, demand_register, install
from portal.worker import Worker

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
    """Serve the pages until stopped; running requests are finished."""
    chosen: dict[str, Any] = {name: value for name, value in (("port", port), ("host", host)) if value}
    settings = settings_with(chosen)
    configure_logs(settings.log_level)
    stop_on_signals()
    listener = listen(settings.host, settings.port)
    cities = start(settings, _install)
    if workers == 1:
        _log_start(settings)
        server(cities.application(with_worker=worker, notify=complain)).run(sockets=[listener])
        return
    if any(installation.database.sqlite for installation in cities.installations.values()):
        raise Problem.of(
            "SQLite のプロセスは1つです。--workers を外すか、KAKANAI_DATABASE_URL を PostgreSQL にしてください。",
            "SQLite has one serving process: leave --workers out, or set KAKANAI_DATABASE_URL to PostgreSQL.",
        )
    others: list[Worker | LateWorkers] = [*cities.background(), LateWorkers(cities)] if worker else []
    if worker:
        _answer_prometheus(settings)
    for other in others:
        other.start()
    _log_start(settings)
    # The processes read the environment, so options must be there.
    os.environ.update({f"KAKANAI_{name}".upper(): str(value) for name, value in chosen.items()})
    # A slow start on a busy machine is no failure; a killed process would only start again.
    config = server(
        "portal.cli.serving:worker_app", factory=True, workers=workers, timeout_worker_healthcheck=60
    ).config
    try:
        with TemporaryDirectory(prefix="kakanai-meters-") as folder:
            os.environ[meters.FOLDER] = folder  # each process writes there what it counts, and answers for all
            Processes(config, sockets=[listener]).run()
    finally:
        _stop(others)


def _install(settings: Settings, shared: Shared | None) -> Installation:
    installation = install(settings, shared=shared)
    demand_receipt_key(installation)
    demand_number_keys(installation)
    demand_register(installation)
    return installation


def _stop(workers: Sequence[Worker | LateWorkers]) -> None:
    for worker in workers:
        worker.call_off()
    for worker in workers:
        worker.stop()


def _answer_prometheus(settings: Settings) -> None:
    port = settings.worker_metrics_port
    if not port:
        return
    try:
        meters.answer_on(port)
    except OSError:
        raise Problem.of(
            f"KAKANAI_WORKER_METRICS_PORT={port} は、ほかのプログラムが使っています。",
            f"KAKANAI_WORKER_METRICS_PORT={port}: another program has this port.",
        ) from None


def _log_start(settings: Settings) -> None:
    log.info("serving", port=settings.port, env=settings.env, zone=settings.zone)


def worker_app() -> FastAPI | Cities:
    settings = settings_with({})
    configure_logs(settings.log_level)
    # A process that is replaced during an outage waits; the others answer meanwhile.
    return start(settings, _waiting(settings)).application(with_worker=False, notify=complain)


def _waiting(settings: Settings) -> Install:
    # Where there are several cities, one that is away is tried again while the others serve.
    return _install_plainly if settings.cities else install_patiently


def _install_plainly(settings: Settings, shared: Shared | None) -> Installation:
    return install(settings, shared=shared)


@app.command("worker")
def work() -> None:
    """Do background work until stopped: seal the audit, run jobs. Waits for a database that is away."""
    settings = settings_with({})
    configure_logs(settings.log_level)
    stop_on_signals()
    cities = start(settings, _waiting(settings))
    _answer_prometheus(settings)
    workers: list[Worker | LateWorkers] = [*cities.background()]
    first, *others = [LateWorkers(cities), *workers] if settings.cities else workers
    stop_on_signals(first.end)
    log.info("working", env=settings.env, zone=settings.zone)
    for other in others:
        other.start()
    try:
        first.run()
    finally:
        _stop((*others, first))
        cities.close()


@app.command()
def mock(port: Port = None) -> None:
    """Serve the mock neighbours, for demo and test only (KAKANAI_MOCK_PORT)."""
    from portal.cli.card_provider import mock_service  # noqa: PLC0415 - forty modules, which no process of a city needs

    settings = load_settings()
    if settings.env == "production":
        raise Problem.of("本番に、練習用のカードのサービスはありません。", "Production has no mock card provider.")
    configure_logs(settings.log_level)
    stop_on_signals()
    number = port or settings.mock_port or settings.port + 1
    settings = settings.model_copy(update={"mock_port": number})
    listener = bind(settings.host, number, "KAKANAI_MOCK_PORT")
    log.info("serving", port=number, env=settings.env)
    server(mock_service(settings, Clock(settings.now))).run(sockets=[listener])
