"""Requests without threads: the client, the application and its pages take turns in one. Half of a request's cost is the change between
them."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

import httpx2


@contextmanager
def one_thread() -> Iterator[None]:
    """Every `TestClient` within it. What an application starts and ends with still has its own thread."""
    loop = asyncio.new_event_loop()

    def handle(transport: Any, request: httpx2.Request) -> httpx2.Response:
        return loop.run_until_complete(_asked(transport, request))

    with (
        patch("starlette.testclient._TestClientTransport.handle_request", handle),
        patch("portal.web.shared.router.run_sync", _at_once),
    ):
        yield
    loop.close()


async def _at_once(call: Callable[[], object], **_options: object) -> object:
    return call()


async def _asked(transport: Any, request: httpx2.Request) -> httpx2.Response:
    url, body, answers = request.url, request.read(), list[dict[str, Any]]()
    scope = {
        "type": "http", "http_version": "1.1", "method": request.method, "path": unquote(url.path),
        "raw_path": url.raw_path.split(b"?", 1)[0], "root_path": transport.root_path, "scheme": url.scheme,
        "query_string": url.query, "client": transport.client, "server": [url.host, url.port], "extensions": {},
        "headers": [(key.lower().encode(), value.encode()) for key, value in request.headers.multi_items()],
        "state": transport.app_state.copy(),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    await transport.app(scope, receive, send)
    start, *parts = answers
    content = b"".join(part.get("body", b"") for part in parts)
    headers = [(key.decode(), value.decode()) for key, value in start["headers"]]
    return httpx2.Response(start["status"], headers=headers, content=content, request=request)
