"""The practice card agent: the true protocol (docs/card-agent.md) at the loopback address, with a reader that is a page. Anybody's
page can send a request here: only the portal's is answered, and only to a question that the portal signed, once."""

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

from integrations.card_socket import CardAnswer, CardAsk, ReaderCards
from integrations.certificate_sockets import PinRefused
from integrations.identity.card_agent import PROTOCOL, USE_PATH
from integrations.identity.card_question import LIFE_SECONDS, SKEW_SECONDS, read_question
from integrations.identity.mock.authorize import ROOT
from integrations.identity.mock.reader import Reader
from integrations.identity.signed import Jwks, VerificationKeys
from integrations.identity_codes import IdentityCode
from integrations.interfaces import AdapterError

PATH = "/card-agent"  # on the mock's port; a real agent has a port of its own
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
    """`origin`: the one portal whose pages may use it; `jwks` gives that portal's public keys. `people`: id and name of
    whose cards there are."""

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
        """Waits for the person. AdapterError."""
        now = self._clock()
        ask = read_question(token, self._keys, self.origin, now)
        self._once(ask.number, now)
        return _told(ask, self.reader.answer(ask, self._seconds))

    def _once(self, number: str, now: datetime) -> None:
        kept = timedelta(seconds=LIFE_SECONDS + 2 * SKEW_SECONDS)
        with self._lock:
            self._seen = {known: at for known, at in self._seen.items() if now - at <= kept}
            if number in self._seen:
                raise AdapterError(IdentityCode.NONCE_REPLAYED, "that question was asked before", permanent=True)
            self._seen[number] = now


def _told(ask: CardAsk, answer: CardAnswer) -> dict[str, object]:
    told: dict[str, object] = {"protocol": PROTOCOL, "practice": True, "number": ask.number}
    if answer.attributes is not None:
        four = answer.attributes
        told["attributes"] = {
            "name": four.name, "address": four.address, "birth": four.birth_raw, "sex": four.sex_raw,
        }  # fmt: skip
    if answer.signed is not None:
        signature, certificate = (
            b64encode(one).decode() for one in (answer.signed.signature, answer.signed.certificate)
        )
        told["signed"] = {
            "algorithm": answer.signed.algorithm, "signature": signature, "certificate": certificate,
        }  # fmt: skip
    return told


def add_card_agent(app: FastAPI, agent: PracticeAgent) -> None:
    """Everything under PATH."""
    served = _Served(agent)
    app.options(f"{PATH}{USE_PATH}")(served.preflight)
    app.post(f"{PATH}{USE_PATH}")(served.use)
    app.get(READER)(served.show)
    app.post(READER)(served.act)


class _Served:
    def __init__(self, agent: PracticeAgent) -> None:
        self._agent = agent

    def preflight(self, request: Request) -> Response:
        """A browser asks before it posts JSON across origins (Fetch: CORS), and before a page of the internet reaches into
        this computer (Local Network Access)."""
        if not self._may(request):
            return Response(status_code=403)
        return Response(status_code=204, headers={
            **self._headers, "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "content-type",
            "Access-Control-Allow-Private-Network": "true", "Access-Control-Max-Age": "600",
        })  # fmt: skip

    async def use(self, request: Request) -> Response:
        """The answer waits for a person: on a thread, so that the reader's page is served meanwhile."""
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
            told = {"error": error.code} | ({"left": error.left} if isinstance(error, PinRefused) else {})
            return JSONResponse(told, _STATUS.get(error.code, 401), headers=self._headers)

    def show(self, request: Request) -> Response:
        """The reader: who lays a card down."""
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
        """POST: the card with its PIN, or an end without one."""
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
        """Who is not on the list learns nothing, not even that somebody is here. A name that another site gave to this
        address (DNS rebinding) is none of ours."""
        return _is_loopback(request) and request.headers.get("origin") == self._agent.origin


def _question(body: bytes) -> str:
    try:
        return str(json.loads(body)["question"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise AdapterError(IdentityCode.TOKEN_INVALID_SIG, "no question", permanent=True) from None


_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def _is_loopback(request: Request) -> bool:
    return urlsplit(f"//{request.headers.get('host', '')}").hostname in LOOPBACK
