"""Requests of a `TestClient`, and the pages that they ask for, run in the thread that asks.

Starlette starts a thread and an event loop for each request, and passes eight messages to it; the page then starts a thread
of its own (tests/answer_in_thread.py): 4 ms of processor, more than many pages take. What a lifespan begins goes on in the thread of its client. Who asks
while Playwright's loop runs in this thread does as Starlette does.
"""

import asyncio
import threading
from typing import Any
from urllib.parse import unquote

from starlette import testclient

from tests.answer_in_thread import answers_in_thread

_PORTS = {"http": 80, "https": 443}
_own = threading.local()


def ask_in_thread() -> None:
    testclient._TestClientTransport = InThread  # type: ignore[misc]


class InThread(testclient._TestClientTransport):
    def handle_request(self, request: Any) -> Any:
        client = getattr(self.portal_factory, "__self__", None)
        if request.url.scheme not in _PORTS or client is None or _runs():
            return super().handle_request(request)
        answer = Answer(request.read(), method=request.method)
        try:
            with answers_in_thread():
                _loop().run_until_complete(self.app(self._scope(request), answer.receive, answer.send))
        except BaseException:
            if self.raise_server_exceptions or not answer.start:
                raise
        if not answer.start:
            raise AssertionError("The application sent no response.")
        headers = [(name.decode(), value.decode()) for name, value in answer.start.get("headers", [])]
        http: Any = vars(testclient)["httpx"]
        return http.Response(
            answer.start["status"], headers=headers, stream=http.ByteStream(bytes(answer.body)), request=request
        )

    def _scope(self, request: Any) -> dict[str, Any]:
        url = request.url
        own = [] if "host" in request.headers else [(b"host", url.netloc)]
        return {
            "type": "http", "http_version": "1.1", "method": request.method, "scheme": url.scheme,
            "path": unquote(url.path), "raw_path": url.raw_path.split(b"?", 1)[0], "root_path": self.root_path,
            "query_string": url.query,
            "headers": own + [(name.lower().encode(), value.encode()) for name, value in request.headers.multi_items()],
            "client": self.client, "server": [url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]],
            "extensions": {"http.response.debug": {}}, "state": self.app_state.copy(),
        }  # fmt: skip


class Answer:
    """What one application sends."""

    def __init__(self, content: bytes, method: str) -> None:
        self.start: dict[str, Any] = {}
        self.body = bytearray()
        self._head = method == "HEAD"
        self._messages = [{"type": "http.request", "body": content, "more_body": False}]
        self._complete = asyncio.Event()

    async def receive(self) -> Any:
        if self._messages:
            return self._messages.pop()
        await self._complete.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            assert not self.start, "The response began twice."
            self.start = message
        elif message["type"] == "http.response.body":
            assert self.start, "A body before its response."
            assert not self._complete.is_set(), "A body after its response."
            if not self._head:
                self.body += message.get("body", b"")
            if not message.get("more_body", False):
                self._complete.set()


class _Loop:
    """Closed with its thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def __del__(self) -> None:
        self.loop.close()


def _loop() -> asyncio.AbstractEventLoop:
    if not hasattr(_own, "kept"):
        _own.kept = _Loop()
    loop: asyncio.AbstractEventLoop = _own.kept.loop
    return loop


def _runs() -> bool:
    """Also inside of a page that asks in its turn."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _loop().is_running()
    return True
