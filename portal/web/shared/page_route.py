"""A page: a plain function of request, path variables, query and body."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from inspect import Parameter, isasyncgenfunction, signature
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from portal.web.shared.access import Access
from portal.web.shared.segment import Segment, Values


@dataclass(frozen=True)
class Sent:
    """Marks the body parameter: `Annotated[Posted, Sent(read_post)]`. `read`: a coroutine function, or an async
    generator that is resumed after the response."""

    read: Callable[[Request], Any]

    def held(self) -> Callable[[Request], AbstractAsyncContextManager[Any]]:
        return asynccontextmanager(self.read if isasyncgenfunction(self.read) else self._once)

    async def _once(self, request: Request) -> AsyncIterator[object]:
        yield await self.read(request)


class PageRoute:
    """Raises TypeError at declaration if parameters and variables differ, if the path begins with a variable (every
    request would try it), or if nothing reads the body (nothing would check the form token)."""

    def __init__(self, method: str, path: str, endpoint: Callable[..., Response], access: Access) -> None:
        self.method, self.path, self.access, self.endpoint = method, path, access, endpoint
        self._asked: dict[str, str] = {}  # query parameters and their defaults
        self.reader: Callable[[Request], Any] | None = None
        self._body, self._held = "", Sent(_nothing).held()
        self.segments = [Segment(text) for text in path[1:].split("/")]
        self._variables = [name for segment in self.segments for name in segment.names]
        if not self.segments[0].is_word:
            raise TypeError(f"{method} {path}: an address begins with a word")
        variables = set(self._variables)
        _request, *parameters = signature(endpoint).parameters.values()
        missing = variables - {parameter.name for parameter in parameters}
        if missing:
            raise TypeError(f"{method} {path}: {endpoint.__name__} takes no {', '.join(sorted(missing))}")
        for parameter in parameters:
            if parameter.name not in variables:
                self._fill_in(parameter)
        if method != "GET" and self.reader is None:
            raise TypeError(f"{method} {path} reads nothing of what is sent")

    def _fill_in(self, parameter: Parameter) -> None:
        sent = [mark for mark in getattr(parameter.annotation, "__metadata__", ()) if isinstance(mark, Sent)]
        if sent:
            self.reader = sent[0].read
            self._body, self._held = parameter.name, sent[0].held()
        elif parameter.annotation is str and isinstance(parameter.default, str):
            self._asked[parameter.name] = parameter.default
        else:
            raise TypeError(f"{self.method} {self.path}: nothing fills in `{parameter.name}`")

    def named(self, values: Values) -> dict[str, object]:
        return dict(zip(self._variables, values, strict=True))

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """On a thread: pages wait for the database."""
        request = Request(scope, receive, send)
        handed = dict(scope["path_params"])
        for name, otherwise in self._asked.items():
            handed[name] = request.query_params.get(name, otherwise)
        async with self._held(request) as sent:
            if self._body:
                handed[self._body] = sent
            answer = await run_sync(partial(self.endpoint, request, **handed))
            self.access.demand_asked(request, answer)
            await answer(scope, receive, send)


async def _nothing(_request: Request) -> None:
    pass
