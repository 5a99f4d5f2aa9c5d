"""Server-sent events of one page: a number and nothing else. No thread and no connection to the database stands behind it."""

from collections.abc import AsyncIterator, Mapping
from time import monotonic
from typing import Any

import anyio
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from portal.services.watch_arrivals import Arrivals, Listener

STOPPING = "stopping"  # in the state of a request: the server was told to stop

_PAUSE = 0.5
_ALIVE = 15.0  # seconds of silence after which a proxy in front would give the connection up
_LONGEST = 600.0  # then the browser asks anew, and with it whether it may


class NewsStream(StreamingResponse):
    """Leaves its place when it ends, however it ends."""

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
    """`end`: the page is to ask no more; without it the browser comes again by itself."""
    told, began, spoke = -1, monotonic(), monotonic()
    yield "retry: 5000\n\n"
    while not state.get(STOPPING) and monotonic() - began < _LONGEST:
        if listener.ended:
            yield "event: end\ndata:\n\n"
            return
        if listener.count != told:
            told, spoke = listener.count, monotonic()
            yield f"data: {told}\n\n"
        elif monotonic() - spoke > _ALIVE:
            spoke = monotonic()
            yield ":\n\n"
        await anyio.sleep(_PAUSE)
