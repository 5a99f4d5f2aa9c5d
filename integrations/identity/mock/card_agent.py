"""The practice card agent (docs/card-agent.md), with a page as reader."""

# Answers only the portal's origin, and each signed request once.

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from integrations.identity.card_question import read_question
from integrations.identity.mock.authorize import ROOT
from integrations.identity.mock.reader import Reader
from integrations.identity.signed import Jwks, VerificationKeys
from integrations.sockets.card_protocol import (
    LIFE_SECONDS,
    MAX_BODY,
    PREFLIGHT,
    USE_PATH,
    UsedNumbers,
    is_loopback,
    message,
    problem,
    response_headers,
    token_in,
)
from integrations.sockets.card_socket import ReaderCards
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

PATH = "/card-agent"  # on the mock's port; a real agent has its own
READER = f"{PATH}/reader"
_PAGES = Environment(loader=FileSystemLoader(ROOT / "templates" / "mock"), autoescape=True, undefined=StrictUndefined)


class PracticeAgent:
    """`origin`: the only portal; `people`: (id, name)."""

    def __init__(
        self,
        cards: ReaderCards,
        people: Iterable[tuple[str, str]],
        origin: str,
        jwks: Callable[[], Jwks],
        clock: Callable[[], datetime],
        seconds: float = LIFE_SECONDS,
    ) -> None:
        self.reader, self.people, self.origin = Reader(cards), dict(people), origin
        self._keys, self._clock, self._seconds = VerificationKeys(jwks), clock, seconds
        self.used = UsedNumbers()

    def use(self, token: str) -> dict[str, object]:
        now = self._clock()
        ask = read_question(token, self._keys, self.origin, now)
        self.used.add(ask.number, now)
        return message(ask, self.reader.answer(ask, self._seconds), practice=True)


def add_card_agent(app: FastAPI, agent: PracticeAgent) -> None:
    served = _Served(agent)
    app.options(f"{PATH}{USE_PATH}")(served.preflight)
    app.post(f"{PATH}{USE_PATH}")(served.use)
    app.get(READER)(served.show)
    app.post(READER)(served.act)


class _Served:
    def __init__(self, agent: PracticeAgent) -> None:
        self._agent = agent

    def preflight(self, request: Request) -> Response:
        if not self._may(request):
            return Response(status_code=403)
        return Response(status_code=204, headers=self._headers | PREFLIGHT)

    async def use(self, request: Request) -> Response:
        """On a thread: the reader's page stays available."""
        if not self._may(request):
            return Response(status_code=403)
        body = await request.body()
        if request.headers.get("content-type") != "application/json" or len(body) > MAX_BODY:
            return Response(status_code=415, headers=self._headers)
        return await run_in_threadpool(self._use, body)

    def _use(self, body: bytes) -> Response:
        try:
            return JSONResponse(self._agent.use(token_in(body)), headers=self._headers)
        except AdapterError as error:
            status, content = problem(error)
            return JSONResponse(content, status, headers=self._headers)

    def show(self, request: Request) -> Response:
        if not _is_loopback(request):
            return Response(status_code=403)
        page = _PAGES.get_template("reader.html")
        return HTMLResponse(
            page.render(asked=self._agent.reader.asked, people=self._agent.people), headers=_PAGE_HEADERS
        )

    def act(
        self,
        request: Request,
        card: Annotated[str, Form()] = "",
        pin: Annotated[str, Form()] = "",
        act: Annotated[str, Form()] = "",
    ) -> Response:
        own = request.headers.get("origin") in (None, f"http://{request.headers.get('host', '')}")
        if not (_is_loopback(request) and own):
            return Response(status_code=403)
        reader = self._agent.reader
        if act in ("USER_CANCELLED", "CARD_REMOVED", "PROVIDER_UNAVAILABLE"):
            reader.give_up(IdentityCode(act))
        else:
            reader.lay_down(card, pin)
        return RedirectResponse(READER, 303, headers=_PAGE_HEADERS)

    @property
    def _headers(self) -> dict[str, str]:
        return response_headers(self._agent.origin)

    def _may(self, request: Request) -> bool:
        return _is_loopback(request) and request.headers.get("origin") == self._agent.origin


_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def _is_loopback(request: Request) -> bool:
    return is_loopback(request.headers.get("host", ""))
