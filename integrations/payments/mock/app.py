"""On another origin than the portal."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from integrations.http import Transport
from integrations.payments.mock import PATH
from integrations.payments.mock.calls import Calls
from integrations.payments.mock.orders import Order, Orders
from integrations.payments.mock.pages import NO_STORE, PAGES, origin, page_headers
from integrations.payments.mock.ways import WAYS, Way
from integrations.payments.signing import verified_nonce
from integrations.sockets.interfaces import AdapterError


@dataclass(frozen=True)
class Merchant:
    id: str
    secret: bytes
    portal: str  # the origin that pages return to and callbacks go to


def add_payments(
    app: FastAPI, address: str, merchant: Merchant, transport: Transport, clock: Callable[[], datetime]
) -> None:
    """`address`: without trailing slash."""
    provider = _Provider(f"{address}{PATH}", merchant, Calls(transport, merchant.secret, clock), clock)
    app.get(f"{PATH}/ready")(provider.ready)
    # Handlers read the raw body: its bytes are signed.
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
        self._headers = page_headers(merchant.portal)

    def ready(self) -> Response:
        return JSONResponse({"ready": True}, headers=NO_STORE)

    async def begin(self, request: Request) -> Response:
        fields = await self._read(request, "POST /orders")
        if isinstance(fields, Response):
            return fields
        try:
            order = Order(
                number=str(fields["number"]), merchant=str(fields["merchant"]), amount=int(fields["amount"]),
                currency=str(fields["currency"]), title=str(fields["title"]), return_url=str(fields["return_url"]),
                callback_url=str(fields["callback_url"]), ends_at=str(fields["ends_at"]),
                paying=secrets.token_urlsafe(24),
            )  # fmt: skip
        except (KeyError, ValueError, TypeError):
            return _refusal(400, "malformed")
        ours = all(origin(url) == self._merchant.portal for url in (order.return_url, order.callback_url))
        if order.merchant != self._merchant.id or order.currency != "JPY" or order.amount < 1 or not ours:
            return _refusal(422, "refused")
        begun = self._orders.begin(order)
        return JSONResponse({**begun.content, "pay_url": f"{self._address}/pay/{begun.paying}"}, 201, headers=NO_STORE)

    async def status(self, request: Request, number: str) -> Response:
        fields = await self._read(request, f"GET /orders/{number}")
        return fields if isinstance(fields, Response) else self._order_response(self._orders.of(number))

    async def refund(self, request: Request, number: str) -> Response:
        fields = await self._read(request, f"POST /orders/{number}/refund")
        if isinstance(fields, Response):
            return fields
        amount, key = fields.get("amount"), request.headers.get("idempotency-key", "")
        if self._orders.of(number) is None:
            return _refusal(404, "unknown")
        order = self._orders.give_back(number, amount, key) if isinstance(amount, int) and key else None
        return _refusal(409, "not refundable") if order is None else self._order_response(order)

    def show(self, paying: str) -> Response:
        order = self._orders.of_page(paying)
        if order is None:
            return HTMLResponse(PAGES.get_template("refused.html").render(reason="no such order"), 404, self._headers)
        page = PAGES.get_template("pay.html")
        return HTMLResponse(page.render(order=order, ways=WAYS, late=paying in self._late), headers=self._headers)

    def choose(self, paying: str, way: Annotated[str, Form()] = "") -> Response:
        order = self._orders.of_page(paying)
        if order is not None and way == "late_call" and paying in self._late:
            late = self._late.pop(paying)
            order = self._orders.settle(order.number, late.later[-1])
            self._calls.send(order, late, late.later)
            return RedirectResponse(order.return_url, 303, headers=self._headers)
        chosen = WAYS.get(way)
        if order is None or chosen is None:
            return HTMLResponse(PAGES.get_template("refused.html").render(reason="no such way"), 400, self._headers)
        if order.state == "open" and chosen.state:
            order = self._orders.settle(order.number, chosen.state)
        if chosen.later:
            self._late[paying] = chosen
        self._calls.send(order, chosen, chosen.calls)
        return RedirectResponse(order.return_url, 303, headers=self._headers)

    def _order_response(self, order: Order | None) -> Response:
        return _refusal(404, "unknown") if order is None else JSONResponse(order.content, headers=NO_STORE)

    async def _read(self, request: Request, purpose: str) -> dict[str, Any] | Response:
        body = await request.body()
        try:
            verified_nonce(self._merchant.secret, purpose, request.headers, body, self._clock())
            document = json.loads(body or b"{}")
        except AdapterError as refused:
            return _refusal(401, refused.code)
        except ValueError:
            return _refusal(400, "malformed")
        return document if isinstance(document, dict) else _refusal(400, "malformed")


def _refusal(status: int, error: str) -> Response:
    return JSONResponse({"error": error}, status, headers=NO_STORE)
