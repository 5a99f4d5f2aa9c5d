"""The web application of a joint installation (共同利用): each host name is one city's own."""

# Not one host with a folder for each city: browsers keep cookies, typed text and service workers apart by host alone.

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Container, Mapping

from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from portal.logs import bound_contextvars
from portal.routes.shared.joint_health import answer_watch, is_watch
from portal.services.shared.installation import Installation
from portal.web.shared.waiting_line import share_threads

# RFC 9110 15.5.20: this server has no such host.
_MISDIRECTED = 421
_NO_SUCH_CITY = "この名前の市町村は、ここにありません。 / No city has this name here.\n"
# RFC 9110 15.5.11, which a browser would keep: the city may come back.
_GONE, _FRESH = 410, {"Cache-Control": "no-store"}
_ENDED = "ここでの申請の受付は、終わりました。市町村の窓口に聞いてください。 / Applications are no longer taken here. Please ask the municipality.\n"
# RFC 9110 15.6.4; a city that could not start leaves the others alone.
_CLOSED = "ただいま準備中です。しばらくしてから、もう一度開いてください。 / Not open yet. Please come again later.\n"


_POLLS = 4  # of monitoring at once; others wait without a thread
TRIED_AGAIN = 15  # seconds after which a city that was away is tried again

OpenAway = Callable[[], Mapping[str, FastAPI]]


# A browser shows bare text on a phone at a third of its size.
_PAGE = """<!doctype html>
<html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<main><p>{words}</p><p lang="en">{english}</p></main></html>
"""


def _sentence(scope: Scope, sentence: str, status: int, headers: Mapping[str, str]) -> Response:
    if "text/html" not in Request(scope).headers.get("accept", ""):
        return PlainTextResponse(sentence, status, headers)
    words, english = sentence.strip().split(" / ")
    page = _PAGE.format(title=words.partition("。")[0], words=words, english=english)
    return HTMLResponse(page, status, {**headers, "Content-Security-Policy": "default-src 'none'"})


class Cities:
    """`apps`: by name of the city. `hosts`: the city of each host name, also of cities that could not start; `open_away`
    makes the applications of those that answer now."""

    def __init__(
        self,
        apps: Mapping[str, FastAPI],
        hosts: Mapping[str, str],
        open_away: OpenAway = dict,
        ended: Container[str] = frozenset(),
    ) -> None:
        self.apps, self.hosts, self._ended = dict(apps), hosts, ended
        self._open_away = open_away
        self._watching = CapacityLimiter(_POLLS)
        self._around = Starlette(lifespan=self._life)
        self._introduce()

    def _introduce(self) -> None:
        for name, app in self.apps.items():
            app.state.other_cities = [other.state for key, other in self.apps.items() if key != name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._around(scope, receive, send)
            return
        host = Request(scope).url.hostname or ""
        city = self.hosts.get(host)
        app = self.apps.get(city or "")
        if app is not None:
            with bound_contextvars(city=city):
                await app(scope, receive, send)
        elif city is None and is_watch(Request(scope), opened := self._opened()):
            answer = await answer_watch(Request(scope), opened, self.hosts.values(), self._watching)
            await answer(scope, receive, send)
        elif city is None and host in self._ended:
            await _sentence(scope, _ENDED, _GONE, _FRESH)(scope, receive, send)
        elif city is None:
            await _sentence(scope, _NO_SUCH_CITY, _MISDIRECTED, _FRESH)(scope, receive, send)
        else:
            await _sentence(scope, _CLOSED, 503, _FRESH | {"Retry-After": "60"})(scope, receive, send)

    def _opened(self) -> dict[str, Installation]:
        return {name: app.state.installation for name, app in self.apps.items()}

    @contextlib.asynccontextmanager
    async def _life(self, _app: Starlette) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as lives:
            for app in self.apps.values():
                share_threads(app.state.installation.settings.threads)
                await lives.enter_async_context(app.router.lifespan_context(app))
            later = asyncio.create_task(self._admit(lives))
            try:
                yield
            finally:
                later.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await later
                for app in self.apps.values():  # all at once: those whose database hangs take as long as one
                    app.state.call_off()

    async def _admit(self, lives: contextlib.AsyncExitStack) -> None:
        while len(self.apps) < len(self.hosts):
            await asyncio.sleep(TRIED_AGAIN)
            for name, app in (await run_in_threadpool(self._open_away)).items():
                if not self.apps:  # else requests have changed it meanwhile
                    share_threads(app.state.installation.settings.threads)
                await lives.enter_async_context(app.router.lifespan_context(app))
                self.apps[name] = app
                self._introduce()
