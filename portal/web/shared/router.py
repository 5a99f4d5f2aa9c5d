"""Finds the page of a URL in a tree of path segments. FastAPI's router builds a dependency graph per route and
searches all routes at each request (D61)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, TypeVar

from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from portal.web.shared.access import Access
from portal.web.shared.page_route import PageRoute
from portal.web.shared.segment import Segment, Values

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])
# The processes that serve a page: those for the internet, those for the city's network, or both.
Zone = Literal["resident", "staff", "shared"]


class Router:
    def __init__(self, zone: Zone, prefix: str = "", access: Access | None = None) -> None:
        self.zone, self._prefix, self._access = zone, prefix, access
        self.pages: list[PageRoute] = []

    def get(self, path: str, access: Access | None = None) -> Callable[[Endpoint], Endpoint]:
        return self._declare("GET", path, access)

    def post(self, path: str, access: Access | None = None) -> Callable[[Endpoint], Endpoint]:
        return self._declare("POST", path, access)

    def patch(self, path: str, access: Access | None = None) -> Callable[[Endpoint], Endpoint]:
        return self._declare("PATCH", path, access)

    def _declare(self, method: str, path: str, access: Access | None) -> Callable[[Endpoint], Endpoint]:
        """Raises TypeError without access."""
        address, declared = self._prefix + path, access or self._access
        if declared is None:
            raise TypeError(f"{method} {address} declares no access")

        def declare(endpoint: Endpoint) -> Endpoint:
            self.pages.append(PageRoute(method, address, endpoint, declared))  # type: ignore[arg-type]
            return endpoint

        return declare


class _Node:
    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.variables: list[tuple[Segment, _Node]] = []  # the most specific first
        self.pages: dict[str, PageRoute] = {}

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

    def find(self, rest: Sequence[str], values: Values) -> Iterator[tuple[dict[str, PageRoute], Values]]:
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


class Pages(BaseRoute):
    def __init__(self, routers: Iterable[Router]) -> None:
        self._root = _Node()
        self.pages: list[PageRoute] = []
        for router in routers:
            for page in router.pages:
                self._add(page)

    def _add(self, page: PageRoute) -> None:
        node = self._root
        try:
            for segment in page.segments:
                node = node.child(segment)
        except TypeError as ambiguous:
            raise TypeError(f"{page.method} {page.path}: {ambiguous}") from None
        other = node.pages.setdefault(page.method, page)
        if other is not page:
            raise TypeError(f"{page.method} {page.path} matches the same addresses as {other.path}")
        self.pages.append(page)

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


def _methods(pages: dict[str, PageRoute]) -> str:
    return ", ".join(sorted({*pages, *(["HEAD"] if "GET" in pages else [])}))
