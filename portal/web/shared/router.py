"""Pages are plain functions, found in a tree of path segments; FastAPI's router searches all routes (D61)."""

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib import import_module
from inspect import Parameter, isasyncgenfunction, signature
from typing import Any, Generic, Literal, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request, Response
from starlette.convertors import CONVERTOR_TYPES, Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from portal.errors import NotAllowed
from portal.services.staff.telework import is_file
from portal.web.shared.access import Access
from portal.web.shared.waiting_line import turn, turn_of_city

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])
# The processes that serve a page: those for the internet, those for the city's network, or both.
Zone = Literal["resident", "staff", "shared"]
Values = tuple[object, ...]
_Turn = Callable[[Request], AbstractAsyncContextManager[None]]

_VARIABLE = re.compile(r"{(\w+)(?::(\w+))?}")
_REST = "path"  # the type of a variable that takes the rest of the path
# The attribute of request.state that holds the user (`portal/web/shared/state.py`).
_REMEMBERED = {"signed in": "person", "owner": "person", "staff": "staff"}


class ReceiptNumber(Convertor[str]):
    """Never matches /desk/book or /desk/exports."""

    regex = "[0-9][0-9-]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class RowNumber(Convertor[int]):
    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("receipt_number", ReceiptNumber())
register_url_convertor("row_number", RowNumber())


class Segment:
    """A fixed word, or a pattern with variables (`{draft}`, `{number:row_number}.pdf`)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._parts = _VARIABLE.findall(text)
        self.names = tuple(name for name, _ in self._parts)
        self.is_word = not self._parts
        self.shape = _VARIABLE.sub(
            lambda variable: f"{{{variable[2] or 'str'}}}", text
        )  # without the names of variables

    @property
    def rank(self) -> int:
        """0 (most specific): fixed text; 1: a typed variable; 2: any word; 3: the rest of the path."""
        if _VARIABLE.fullmatch(self.text) is None:
            return 0
        return {"{str}": 2, f"{{{_REST}}}": 3}.get(self.shape, 1)

    def overlaps(self, other: "Segment") -> bool:
        if self.rank != 0:
            return True
        (head, tail), (other_head, other_tail) = self._ends(), other._ends()
        heads = head.startswith(other_head) or other_head.startswith(head)
        return heads and (tail.endswith(other_tail) or other_tail.endswith(tail))

    def _ends(self) -> tuple[str, str]:
        return self.text.partition("{")[0], self.text.rpartition("}")[2]

    def length(self, rest: Sequence[str]) -> int:
        return len(rest) if self.rank == 3 else 1

    def match(self, rest: Sequence[str]) -> Values | None:
        if self.rank == 2:
            return (rest[0],) if rest[0] else None
        matched = self._pattern.fullmatch("/".join(rest) if self.rank == 3 else rest[0])
        return matched and tuple(kind.convert(value) for kind, value in zip(self._kinds, matched.groups(), strict=True))

    @cached_property
    def _kinds(self) -> tuple[Convertor[object], ...]:
        return tuple(CONVERTOR_TYPES[kind or "str"] for _, kind in self._parts)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # At first use: all patterns together would slow the start.
        pattern, end = "", 0
        for variable, kind in zip(_VARIABLE.finditer(self.text), self._kinds, strict=True):
            pattern += re.escape(self.text[end : variable.start()]) + f"({kind.regex})"
            end = variable.end()
        return re.compile(pattern + re.escape(self.text[end:]), re.DOTALL)


_segment = cache(Segment)  # the same words are in many addresses


@dataclass(frozen=True)
class Sent:
    """Marks the body parameter: `Annotated[Posted, Sent(read_post)]`."""

    read: Callable[[Request], Any]  # a coroutine function, or an async generator that is resumed after the response

    def held(self) -> Callable[[Request], AbstractAsyncContextManager[Any]]:
        return asynccontextmanager(self.read if isasyncgenfunction(self.read) else self._once)

    async def _once(self, request: Request) -> AsyncIterator[object]:
        yield await self.read(request)


class Address(ABC):
    """What finds a page."""

    def __init__(self, method: str, path: str) -> None:
        self.method, self.path = method, path
        self.segments = [_segment(text) for text in path[1:].split("/")]
        self._variables = [name for segment in self.segments for name in segment.names]

    def named(self, values: Values) -> dict[str, object]:
        return dict(zip(self._variables, values, strict=True))

    @abstractmethod
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None: ...


class LaterPage(Address):
    """Its module is imported when somebody first asks for the page."""

    def __init__(self, module: str, method: str, path: str) -> None:
        super().__init__(method, path)
        self.module = module
        self._page: PageRoute | None = None
        self._importing: asyncio.Future[PageRoute] | None = None

    def declared(self) -> "PageRoute":
        if self._page is None:
            pages: Sequence[PageRoute] = import_module(self.module).router.pages
            self._page = next(page for page in pages if (page.method, page.path) == (self.method, self.path))
        return self._page

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = page = self._page or await self._imported()
        await page.handle(scope, receive, send)

    async def _imported(self) -> "PageRoute":
        # One thread for all who ask meanwhile, and none of those that serve pages.
        if self._importing is None or self._importing.get_loop() is not asyncio.get_running_loop():
            self._importing = asyncio.ensure_future(self._on_thread())
        try:
            return await asyncio.shield(self._importing)
        finally:
            if self._importing is not None and self._importing.done():
                self._importing = None

    async def _on_thread(self) -> "PageRoute":
        return await run_sync(self.declared, limiter=CapacityLimiter(1))


class PageRoute(Address):
    """Raises TypeError at declaration if parameters and variables differ, the path begins with a variable, or nothing reads
    the body (and its form token). `returns`: the browser brings a code of another service that lapses."""

    def __init__(
        self, method: str, path: str, endpoint: Callable[..., Response], access: Access, zone: Zone,
        returns: bool = False, *, waits: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(method, path)
        self.access, self.endpoint, self.zone, self.returns = access, endpoint, zone, returns
        own_turn: _Turn = partial(turn, returns=returns) if zone == "resident" else turn_of_city
        self._wait = own_turn if waits else _none
        self._asked: dict[str, str] = {}  # query parameters and their defaults
        self.reader: Callable[[Request], Any] | None = None
        self._body, self._held = "", Sent(_nothing).held()
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

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """On a thread: pages wait for the database."""
        request = Request(scope, receive, send)
        handed = dict(scope["path_params"])
        for name, otherwise in self._asked.items():
            handed[name] = request.query_params.get(name, otherwise)
        async with self._held(request) as sent:
            if self._body:
                handed[self._body] = sent
            async with self._wait(request):
                answer = await run_sync(partial(self.endpoint, request, **handed))
            _demand_asked(self.access, request, answer)
            _demand_inside(request, answer)
            await answer(scope, receive, send)


def _none(_request: Request) -> AbstractAsyncContextManager[None]:
    return nullcontext()


async def _nothing(_request: Request) -> None:
    pass


def _demand_asked(access: Access, request: Request, response: Response) -> None:
    # Raises RuntimeError if the page responded without checking the session, unless it redirects to sign-in.
    name = _REMEMBERED.get(access.who, "")
    if name and getattr(request.state, name, None) is None and not _leads_to_sign_in(response):
        raise RuntimeError(f"answered without asking whether it may: {access.who}")


def _demand_inside(request: Request, response: Response) -> None:
    # Raises NotAllowed: neither a print nor an export leaves for staff outside of the city's network.
    headers = response.headers
    if getattr(request.state, "outside", False) and is_file(
        headers.get("content-type", ""), headers.get("content-disposition", "")
    ):
        raise NotAllowed("outside")


def _leads_to_sign_in(response: Response) -> bool:
    return response.headers.get("location", "").partition("?")[0] in ("/sign-in", "/staff/sign-in")


class Router:
    # `waits`: false where no page needs the database, or monitoring asks.
    def __init__(self, zone: Zone, prefix: str = "", access: Access | None = None, *, waits: bool = True) -> None:
        self.zone, self._prefix, self._access, self._waits = zone, prefix, access, waits
        self.pages: list[PageRoute] = []

    def get(self, path: str, access: Access | None = None, *, returns: bool = False) -> Callable[[Endpoint], Endpoint]:
        return self._declare("GET", path, access, returns)

    def post(self, path: str, access: Access | None = None) -> Callable[[Endpoint], Endpoint]:
        return self._declare("POST", path, access)

    def patch(self, path: str, access: Access | None = None) -> Callable[[Endpoint], Endpoint]:
        return self._declare("PATCH", path, access)

    def _declare(
        self, method: str, path: str, access: Access | None, returns: bool = False
    ) -> Callable[[Endpoint], Endpoint]:
        # Raises TypeError without access.
        address, declared = self._prefix + path, access or self._access
        if declared is None:
            raise TypeError(f"{method} {address} declares no access")

        def declare(endpoint: Endpoint) -> Endpoint:
            page = PageRoute(method, address, endpoint, declared, self.zone, returns, waits=self._waits)  # type: ignore[arg-type]
            self.pages.append(page)
            return endpoint

        return declare


AnyPage = TypeVar("AnyPage", bound=Address)


class _Node:
    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.variables: list[tuple[Segment, _Node]] = []  # the most specific first
        self.pages: dict[str, Address] = {}

    def child(self, segment: Segment) -> "_Node":
        """Raises TypeError for another pattern of equal rank that matches the same segments."""
        if segment.is_word:
            return self.words.setdefault(segment.text, _Node())
        for known, node in self.variables:
            if known.shape == segment.shape:
                return node
            if known.rank == segment.rank and known.overlaps(segment):
                raise TypeError(f"{segment.text} and {known.text} match the same addresses")
        node = _Node()
        self.variables.append((segment, node))
        self.variables.sort(key=lambda pair: pair[0].rank)
        return node

    def find(self, rest: Sequence[str], values: Values) -> Iterator[tuple[dict[str, Address], Values]]:
        if not rest:
            if self.pages:
                yield self.pages, values
            return
        word = self.words.get(rest[0])
        if word is not None:
            yield from word.find(rest[1:], values)
        for segment, node in self.variables:
            matched = segment.match(rest)
            if matched is not None:
                yield from node.find(rest[segment.length(rest) :], values + matched)


class Pages(BaseRoute, Generic[AnyPage]):
    def __init__(self, pages: Iterable[AnyPage]) -> None:
        self._root = _Node()
        self.pages = [*pages]
        for page in self.pages:
            self._add(page)

    def _add(self, page: Address) -> None:
        node = self._root
        try:
            for segment in page.segments:
                node = node.child(segment)
        except TypeError as ambiguous:
            raise TypeError(f"{page.method} {page.path}: {ambiguous}") from None
        other = node.pages.setdefault(page.method, page)
        if other is not page:
            raise TypeError(f"{page.method} {page.path} matches the same addresses as {other.path}")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """If no matching page has the method, the most specific one answers 405."""
        partial: Scope = {}
        for pages, values in self._root.find(scope["path"][1:].split("/"), ()) if scope["type"] == "http" else ():
            page = pages.get(scope["method"])
            if page is not None:
                return Match.FULL, {"route": page, "path_params": page.named(values)}
            page = next(iter(pages.values()))
            partial = partial or {"route": page, "path_params": page.named(values), "allowed": _methods(pages)}
        return (Match.PARTIAL if partial else Match.NONE), partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != scope["route"].method:
            raise HTTPException(405, headers={"Allow": scope["allowed"]})
        await scope["route"].handle(scope, receive, send)


def _methods(pages: dict[str, Address]) -> str:
    return ", ".join(sorted({*pages, *(["HEAD"] if "GET" in pages else [])}))
