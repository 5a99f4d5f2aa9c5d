"""One page by address and method: a plain function, which is handed the request, the variable parts of its address, what
stands behind the question mark and, of a post, what was sent. It knows nothing of sessions, forms or databases."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from inspect import Parameter, isasyncgenfunction, signature
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Request, Response
from starlette.exceptions import HTTPException
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

import portal.web.convertors  # noqa: F401 – before the first address with a part of a kind

_VARIABLE = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True)
class Sent:
    """Marks the parameter that takes the body: `Annotated[Posted, Sent(read_post)]`. `read` is a coroutine function, or an
    asynchronous generator, whose rest runs when the answer is sent."""

    read: Callable[[Request], Any]

    def held(self) -> Callable[[Request], AbstractAsyncContextManager[Any]]:
        return asynccontextmanager(self.read if isasyncgenfunction(self.read) else self._once)

    async def _once(self, request: Request) -> AsyncIterator[object]:
        yield await self.read(request)


class PageRoute:
    """TypeError when it is declared, if the function has a parameter that nothing fills in, or lacks one."""

    def __init__(self, method: str, path: str, endpoint: Callable[..., Response]) -> None:
        self.method, self.path, self._endpoint = method, path, endpoint
        self._asked: dict[str, str] = {}  # behind the question mark: name, and what stands for none
        self._body, self._held = "", Sent(_nothing).held()
        variables = set(_VARIABLE.findall(path))
        _request, *parameters = signature(endpoint).parameters.values()
        missing = variables - {parameter.name for parameter in parameters}
        if missing:
            raise TypeError(f"{method} {path}: {endpoint.__name__} takes no {', '.join(sorted(missing))}")
        for parameter in parameters:
            if parameter.name not in variables:
                self._fill_in(parameter)

    def _fill_in(self, parameter: Parameter) -> None:
        sent = [one for one in getattr(parameter.annotation, "__metadata__", ()) if isinstance(one, Sent)]
        if sent:
            self._body, self._held = parameter.name, sent[0].held()
        elif parameter.annotation is str and isinstance(parameter.default, str):
            self._asked[parameter.name] = parameter.default
        else:
            raise TypeError(f"{self.method} {self.path}: nothing fills in `{parameter.name}`")

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], Mapping[str, Any]]:
        """Made when an address like this is first asked for: those of all pages together would hold up the start."""
        pattern, _, convertors = compile_path(self.path)
        return pattern, convertors

    def variables(self, path: str) -> dict[str, object] | None:
        """The variable parts of an address; None if it is not this page's."""
        pattern, convertors = self._compiled
        found = pattern.match(path)
        return found and {name: convertors[name].convert(value) for name, value in found.groupdict().items()}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """On a thread, for the page may wait for the database."""
        if scope["method"] != self.method:
            raise HTTPException(405, headers={"Allow": self.method})
        request = Request(scope, receive, send)
        handed = dict(scope["path_params"])
        for name, otherwise in self._asked.items():
            handed[name] = request.query_params.get(name, otherwise)
        async with self._held(request) as sent:
            if self._body:
                handed[self._body] = sent
            answer = await run_sync(partial(self._endpoint, request, **handed))
            await answer(scope, receive, send)


async def _nothing(_request: Request) -> None:
    """What is read where nothing is taken."""
