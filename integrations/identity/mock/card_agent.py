"""The practice card agent (docs/card-agent.md), with a page as reader. Answers only the portal's origin, and each
signed request once."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import FastAPI, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from integrations.identity.card_agent import PROTOCOL, USE_PATH
from integrations.identity.card_question import LIFE_SECONDS, SKEW_SECONDS, read_question
from integrations.identity.mock.authorize import ROOT
from integrations.identity.mock.reader import Reader
from integrations.identity.signed import Jwks, VerificationKeys
from integrations.sockets.card_socket import CardAnswer, CardAsk, ReaderCards
from integrations.sockets.certificate_sockets import PinRefused
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

PATH = "/card-agent"  # on the mock's port; a real agent has its own
READER = f"{PATH}/reader"
LOOPBACK = ("127.0.0.1", "localhost")
MAX_BODY = 8192
_STATUS: Mapping[str, int] = {
    IdentityCode.NONCE_REPLAYED: 409, IdentityCode.NONCE_EXPIRED: 410, IdentityCode.PIN_WRONG: 422,
    IdentityCode.PIN_LOCKED: 422, IdentityCode.CARD_UNSUPPORTED: 422, IdentityCode.CARD_REMOVED: 422,
    IdentityCode.USER_CANCELLED: 422, IdentityCode.PROVIDER_UNAVAILABLE: 503,
}  # fmt: skip
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
        self._lock = Lock()
        self._seen: dict[str, datetime] = {}

    def use(self, token: str) -> dict[str, object]:
        now = self._clock()
        ask = read_question(token, self._keys, self.origin, now)
        self._once(ask.number, now)
        return _message(ask, self.reader.answer(ask, self._seconds))

    def _once(self, number: str, now: datetime) -> None:
        lifetime = timedelta(seconds=LIFE_SECONDS + 2 * SKEW_SECONDS)
        with self._lock:
            self._seen = {seen: seen_at for seen, seen_at in self._seen.items() if now - seen_at <= lifetime}
            if number in self._seen:
                raise AdapterError(IdentityCode.NONCE_REPLAYED, "the request was used before", permanent=True)
            self._seen[number] = now


def _message(ask: CardAsk, answer: CardAnswer) -> dict[str, object]:
    message: dict[str, object] = {"protocol": PROTOCOL, "practice": True, "number": ask.number}
    if answer.attributes is not None:
        four = answer.attributes
        message["attributes"] = {
            "name": four.name, "address": four.address, "birth": four.birth_raw, "sex": four.sex_raw,
        }  # fmt: skip
        message["by_pin"] = answer.by_pin
    if answer.signed is not None:
        signature, certificate = (
            b64encode(value).decode() for value in (answer.signed.signature, answer.signed.certificate)
        )
        message["signed"] = {
            "algorithm": answer.signed.algorithm, "signature": signature, "certificate": certificate,
        }  # fmt: skip
    return message


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
        """CORS and Local Network Access."""
        if not self._may(request):
            return Response(status_code=403)
        return Response(status_code=204, headers={
            **self._headers, "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "content-type",
            "Access-Control-Allow-Private-Network": "true", "Access-Control-Max-Age": "600",
        })  # fmt: skip

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
            return JSONResponse(self._agent.use(_question(body)), headers=self._headers)
        except AdapterError as error:
            problem = {"error": error.code} | ({"left": error.left} if isinstance(error, PinRefused) else {})
            return JSONResponse(problem, _STATUS.get(error.code, 401), headers=self._headers)

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
        return {"Access-Control-Allow-Origin": self._agent.origin, "Vary": "Origin", "Cache-Control": "no-store"}

    def _may(self, request: Request) -> bool:
        # The host check stops DNS rebinding.
        return _is_loopback(request) and request.headers.get("origin") == self._agent.origin


def _question(body: bytes) -> str:
    try:
        return str(json.loads(body)["question"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise AdapterError(IdentityCode.TOKEN_INVALID_SIG, "no request", permanent=True) from None


_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def _is_loopback(request: Request) -> bool:
    return urlsplit(f"//{request.headers.get('host', '')}").hostname in LOOPBACK
