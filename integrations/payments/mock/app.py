"""The mock payment provider as pages and machine calls of its own, to be served on the mock's port: another origin than the
portal's, as in the world."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from integrations.http import Transport
from integrations.interfaces import AdapterError
from integrations.payments.mock.calls import Calls
from integrations.payments.mock.orders import Order, Orders
from integrations.payments.mock.ways import WAYS, Way
from integrations.payments.signing import verified_nonce

ROOT = Path(__file__).parents[3]
PATH = "/payments"
_PAGES = Environment(loader=FileSystemLoader(ROOT / "templates" / "mock"), autoescape=True, undefined=StrictUndefined)
_NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Merchant:
    """The one who may take money here. `portal` is their origin: pages lead back there, and calls go there."""

    id: str
    secret: bytes
    portal: str


def add_payments(
    app: FastAPI, address: str, merchant: Merchant, transport: Transport, clock: Callable[[], datetime]
) -> None:
    """`address`: how this server is reached, without a slash at its end; everything lies under PATH."""
    provider = _Provider(f"{address}{PATH}", merchant, Calls(transport, merchant.secret, clock), clock)
    app.get(f"{PATH}/ready")(provider.ready)
    # Read by hand: what is signed are the bytes that came.
    app.post(f"{PATH}/orders")(provider.begin)
    app.get(f"{PATH}/orders/{{number}}")(provider.status)
    app.post(f"{PATH}/orders/{{number}}/refund")(provider.refund)
    app.get(f"{PATH}/pay/{{paying}}")(provider.show)
    app.post(f"{PATH}/pay/{{paying}}")(provider.choose)


class _Provider:
    def __init__(self, address: str, merchant: Merchant, calls: Calls, clock: Callable[[], datetime]) -> None:
        self._address = address
        self._merchant = merchant
        self._calls = calls
        self._clock = clock
        self._orders = Orders()
        self._late: dict[str, Way] = {}
        self._headers = {
            "Content-Security-Policy": (
                "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; "
                f"form-action 'self' {merchant.portal}"
            ),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            **_NO_STORE,
        }

    def ready(self) -> Response:
        return JSONResponse({"ready": True}, headers=_NO_STORE)

    async def begin(self, request: Request) -> Response:
        told = await self._read(request, "POST /orders")
        if isinstance(told, Response):
            return told
        try:
            order = Order(
                number=str(told["number"]), merchant=str(told["merchant"]), amount=int(told["amount"]),
                currency=str(told["currency"]), title=str(told["title"]), return_url=str(told["return_url"]),
                callback_url=str(told["callback_url"]), ends_at=str(told["ends_at"]),
                paying=secrets.token_urlsafe(24),
            )  # fmt: skip
        except (KeyError, ValueError, TypeError):
            return _refusal(400, "malformed")
        ours = all(_origin(url) == self._merchant.portal for url in (order.return_url, order.callback_url))
        if order.merchant != self._merchant.id or order.currency != "JPY" or order.amount < 1 or not ours:
            return _refusal(422, "refused")
        begun = self._orders.begin(order)
        return JSONResponse({**begun.told, "pay_url": f"{self._address}/pay/{begun.paying}"}, 201, headers=_NO_STORE)

    async def status(self, request: Request, number: str) -> Response:
        told = await self._read(request, f"GET /orders/{number}")
        return told if isinstance(told, Response) else self._told(self._orders.of(number))

    async def refund(self, request: Request, number: str) -> Response:
        told = await self._read(request, f"POST /orders/{number}/refund")
        if isinstance(told, Response):
            return told
        order = self._orders.of(number)
        if order is not None and (order.state not in ("paid", "refunded") or told.get("amount") != order.amount):
            return _refusal(409, "not refundable")
        return self._told(order and self._orders.settle(number, "refunded"))

    def show(self, paying: str) -> Response:
        """The pay page. Here a card would be read; this one only asks what shall happen."""
        order = self._orders.of_page(paying)
        if order is None:
            return HTMLResponse(_PAGES.get_template("refused.html").render(reason="no such order"), 404, self._headers)
        page = _PAGES.get_template("pay.html")
        return HTMLResponse(page.render(order=order, ways=WAYS, late=paying in self._late), headers=self._headers)

    def choose(self, paying: str, way: Annotated[str, Form()] = "") -> Response:
        """Does what was chosen, calls back, and leads to the portal."""
        order = self._orders.of_page(paying)
        if order is not None and way == "late_call" and paying in self._late:
            late = self._late.pop(paying)
            order = self._orders.settle(order.number, late.later[-1])
            self._calls.tell(order, late, late.later)
            return RedirectResponse(order.return_url, 303, headers=self._headers)
        chosen = WAYS.get(way)
        if order is None or chosen is None:
            return HTMLResponse(_PAGES.get_template("refused.html").render(reason="no such way"), 400, self._headers)
        if order.state == "open" and chosen.state:
            order = self._orders.settle(order.number, chosen.state)
        if chosen.later:
            self._late[paying] = chosen
        self._calls.tell(order, chosen, chosen.calls)
        return RedirectResponse(order.return_url, 303, headers=self._headers)

    def _told(self, order: Order | None) -> Response:
        return _refusal(404, "unknown") if order is None else JSONResponse(order.told, headers=_NO_STORE)

    async def _read(self, request: Request, purpose: str) -> dict[str, Any] | Response:
        """The JSON of a call that the merchant signed, {} of one without; else the refusal."""
        body = await request.body()
        try:
            verified_nonce(self._merchant.secret, purpose, request.headers, body, self._clock())
            told = json.loads(body or b"{}")
        except AdapterError as refused:
            return _refusal(401, refused.code)
        except ValueError:
            return _refusal(400, "malformed")
        return told if isinstance(told, dict) else _refusal(400, "malformed")


def _refusal(status: int, error: str) -> Response:
    return JSONResponse({"error": error}, status, headers=_NO_STORE)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
