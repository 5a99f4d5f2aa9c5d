"""Server-sent: a counter, without thread or database connection."""

from collections.abc import AsyncIterator, Mapping
from time import monotonic
from typing import Any

import anyio
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from portal.services.desk.queue.watch_arrivals import Arrivals, Listener

STOPPING = "stopping"  # key in the request's state: the server is stopping

_PAUSE = 0.5
_ALIVE = 15.0  # seconds of silence before a proxy would close the connection
_LONGEST = 600.0  # then the browser reconnects, which repeats the access check


class NewsStream(StreamingResponse):
    """Frees its slot however it ends."""

    def __init__(self, arrivals: Arrivals, listener: Listener, state: Mapping[str, Any]) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(_events(listener, state), media_type="text/event-stream", headers=headers)
        self._arrivals, self._listener = arrivals, listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._arrivals.leave(self._listener)


async def _events(listener: Listener, state: Mapping[str, Any]) -> AsyncIterator[str]:
    """`end` stops the client; otherwise it reconnects."""
    sent, began, spoke = -1, monotonic(), monotonic()
    yield "retry: 5000\n\n"
    while not state.get(STOPPING) and monotonic() - began < _LONGEST:
        if listener.ended:
            yield "event: end\ndata:\n\n"
            return
        if listener.count != sent:
            sent, spoke = listener.count, monotonic()
            yield f"data: {sent}\n\n"
        elif monotonic() - spoke > _ALIVE:
            spoke = monotonic()
            yield ":\n\n"
        await anyio.sleep(_PAUSE)
