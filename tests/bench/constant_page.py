"""Template context for the floor of the question page."""

import asyncio
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi import Request
from jinja2 import Environment
from starlette.responses import Response
from starlette.types import Message

from portal.app import make_app
from portal.config import load_settings
from portal.logs import configure_logs
from portal.web.filing import draw_page
from portal.web.shared.page import common, render
from portal.web.shared.templates import templates
from portal.wiring import install


def constant_page() -> tuple[Environment, str, Mapping[str, Any]]:
    caught: list[tuple[str, Mapping[str, Any]]] = []

    def keep(
        request: Request, template: str, context: Mapping[str, Any] = {}, *, status: int = 200, wrong: object = None
    ) -> Response:
        caught.append((template, common(request) | dict(context)))
        return render(request, template, context, status=status, wrong=wrong)

    original, draw_page.render = draw_page.render, keep  # type: ignore[attr-defined]
    settings = load_settings()
    configure_logs(settings.log_level)
    installation = install(settings)
    app = make_app(installation, with_worker=False)
    with ThreadPoolExecutor(1) as beside:  # the calling server runs an event loop in this thread
        beside.submit(asyncio.run, _get(app, os.environ["FLOOR_PATH"], os.environ["FLOOR_COOKIES"])).result()
    installation.database.close()
    draw_page.render = original  # type: ignore[attr-defined]
    return templates("ja"), *caught[0]


async def _get(app: Any, path: str, cookies: str) -> None:
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"host", b"bench"), (b"cookie", cookies.encode())], "client": ("127.0.0.1", 1),
        "server": ("bench", 80),
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_message: Message) -> None:
        """The response is discarded."""

    await app(scope, receive, send)
