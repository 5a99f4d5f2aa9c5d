"""Which page an address is, by its first word, and then in the order in which pages were declared.

Not FastAPI's: its routes are for interfaces with models. Each builds a graph of dependencies when it is declared and walks
it at each request, and an address is looked for in all of them (D61)."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from portal.web.page_route import PageRoute

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


class Router(BaseRoute):
    """The pages of one family, or of all that a zone serves."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._by_first_word: dict[str, list[PageRoute]] = {}

    def get(self, path: str) -> Callable[[Endpoint], Endpoint]:
        return self._declare("GET", path)

    def post(self, path: str) -> Callable[[Endpoint], Endpoint]:
        return self._declare("POST", path)

    def patch(self, path: str) -> Callable[[Endpoint], Endpoint]:
        return self._declare("PATCH", path)

    def _declare(self, method: str, path: str) -> Callable[[Endpoint], Endpoint]:
        def declare(endpoint: Endpoint) -> Endpoint:
            self._add(PageRoute(method, self._prefix + path, endpoint))  # type: ignore[arg-type]
            return endpoint

        return declare

    def _add(self, page: PageRoute) -> None:
        """TypeError if the first word of its address is a variable: it would be asked about every address."""
        word = _first_word(page.path)
        if "{" in word:
            raise TypeError(f"{page.method} {page.path}: an address begins with a word")
        self._by_first_word.setdefault(word, []).append(page)

    def include_router(self, other: "Router") -> None:
        for page in other.pages():
            self._add(page)

    def pages(self) -> Iterator[PageRoute]:
        for pages in self._by_first_word.values():
            yield from pages

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """A page that has the address and another method is asked only if none has both: it answers 405."""
        partial: Scope = {}
        for page in self._by_first_word.get(_first_word(scope["path"]), ()) if scope["type"] == "http" else ():
            variables = page.variables(scope["path"])
            if variables is not None:
                found = {"route": page, "path_params": variables}
                if page.method == scope["method"]:
                    return Match.FULL, found
                partial = partial or found
        return (Match.PARTIAL if partial else Match.NONE), partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)


def _first_word(path: str) -> str:
    return path[1:].partition("/")[0]
