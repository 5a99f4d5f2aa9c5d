"""Minimal services on the same kind of server, the floors of the benchmarks.

`python -m tests.bench.floors NAME PORT WORKERS`; other parameters in FLOOR_… variables.
"""

import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import make_url
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates
from uvicorn.supervisors import Multiprocess

from portal.cli.listening import bind, server, stop_on_signals
from tests.bench.constant_page import constant_page

TABLE = "CREATE TABLE floor (uid TEXT PRIMARY KEY, at BIGINT NOT NULL, answers {bytes} NOT NULL)"


def submission() -> Starlette:
    store = (_sqlite if os.environ["FLOOR_URL"].startswith("sqlite") else _postgresql)(os.environ["FLOOR_URL"])

    async def submit(request: Request) -> Response:
        form = await request.form()
        answers = json.dumps(form.multi_items(), ensure_ascii=False).encode()
        await run_in_threadpool(store, (os.urandom(16).hex(), time.time_ns() // 1000, answers))
        return RedirectResponse("/receipt", 303)

    return _app(Route("/submit", submit, methods=["POST"]))


def page() -> Starlette:
    environment, name, context = constant_page()
    templates = Jinja2Templates(env=environment)

    def show(request: Request) -> Response:
        return templates.TemplateResponse(request, name, dict(context))

    return _app(Route("/page", show))


def text() -> Starlette:
    environment, name, context = constant_page()
    body = environment.get_template(name).render(context)
    template = environment.from_string("{% raw %}" + body + "{% endraw %}")

    def show(_request: Request) -> Response:
        return HTMLResponse(template.render())

    return _app(Route("/page", show))


def _app(route: Route) -> Starlette:
    return Starlette(routes=[route, Route("/healthz", lambda _request: Response())])


Store = Callable[[tuple[str, int, bytes]], object]


def _sqlite(url: str) -> Store:
    local, turn = threading.local(), threading.Lock()

    def store(row: tuple[str, int, bytes]) -> None:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(str(make_url(url).database), isolation_level=None)
            local.connection.execute("PRAGMA journal_mode=WAL")
            local.connection.execute("PRAGMA synchronous=FULL")
        with turn:
            local.connection.execute("BEGIN IMMEDIATE")
            local.connection.execute("INSERT INTO floor VALUES (?, ?, ?)", row)
            local.connection.execute("COMMIT")

    return store


def _postgresql(url: str) -> Store:
    local = threading.local()
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

    def store(row: tuple[str, int, bytes]) -> None:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(address)
        local.connection.execute("INSERT INTO floor VALUES (%s, %s, %s)", row)
        local.connection.commit()

    return store


def main(name: str, port: str, workers: str) -> None:
    stop_on_signals()
    listener = bind("127.0.0.1", int(port))
    options: dict[str, Any] = {"factory": True, "workers": int(workers)}
    serving = server(f"tests.bench.floors:{name}", **options)
    if workers == "1":
        serving.run(sockets=[listener])
    else:
        Multiprocess(serving.config, sockets=[listener]).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
