"""Limits in uvicorn on what a client sends and how long it takes."""

# 100 MB of head blocked other pages for five seconds; 600 half requests stayed open (both tried).

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from portal.web.desk.news_stream import STOPPING

MOST_BYTES = 64 * 1024  # address and headers of our own pages stay below 4 kB
MOST_HEADERS = 100  # browsers and proxies send about 30
# Seconds from the connection, or from the first byte of a further request, to the end of the headers.
HEAD_SECONDS = 20.0
# Seconds for a body, and one more for each so many bytes: a photo over a bad mobile line is slow, but not that slow.
BODY_SECONDS, BODY_RATE = 20.0, 500
# Seconds in which a client takes nothing of its response (of 64 kB that wait for it).
TAKE_SECONDS = 60.0
_TICK = 1.0


class BoundedHead(HttpToolsProtocol):
    """Counts all but the body, also chunk sizes and trailers. Time counts only while the client is to act."""

    _read = 0
    _head = 0
    _body = 0
    _expected = "head"  # what the client has to send: head, body, or "" (nothing)
    _waited = 0.0
    _untaken = 0.0
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer = self.loop.call_later(_TICK, self._tick)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._expected and self._idle():  # also for empty lines, which begin no message
            self._expect("head")
        self._read += len(data)
        super().data_received(data)
        if self._read > MOST_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        self._read = self._head = 0
        if not self._expected:
            self._expect("head")
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        if len(self.headers) >= MOST_HEADERS:
            raise ValueError("headers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._expect("body")
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._read = max(0, self._read - len(body))
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._expect("")
        super().on_message_complete()

    def shutdown(self) -> None:
        """Endless responses (server-sent events) must end by themselves."""
        if self.cycle is not None:
            self.cycle.scope["state"][STOPPING] = True
        super().shutdown()

    def _count(self, size: int) -> None:
        """Raises ValueError, which the parser answers with 400: a head that comes at once is complete before it is
        counted."""
        self._head += size
        if self._head > MOST_BYTES:
            raise ValueError("head")

    def _expect(self, part: str) -> None:
        self._expected, self._waited, self._body = part, 0.0, 0

    def _idle(self) -> bool:
        return self.cycle is None or bool(self.cycle.response_complete)

    def _tick(self) -> None:
        if self.transport.is_closing():
            return
        self._timer = self.loop.call_later(_TICK, self._tick)
        self._untaken = self._untaken + _TICK if self.flow.write_paused else 0.0
        if self._untaken >= TAKE_SECONDS:
            self.transport.abort()
        # While reading is paused, the client waits for us; behind a response under way, it may wait with its next request.
        elif self._expected and not self.flow.read_paused and (self._expected == "body" or self._idle()):
            self._waited += _TICK
            if self._waited >= (HEAD_SECONDS if self._expected == "head" else BODY_SECONDS + self._body / BODY_RATE):
                self._give_up()

    def _give_up(self) -> None:
        cycle: Any = self.cycle
        if self._expected == "head" or not cycle.response_started:
            self.transport.write(STATUS_LINE[408] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()
