import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from integrations.http import Transport
from integrations.payments.debit_page import CALLBACK
from integrations.payments.mock import DEBIT_PATH as PATH
from integrations.payments.mock.app import Merchant
from integrations.payments.mock.pages import NO_STORE, PAGES, origin, page_headers
from integrations.payments.signing import signed_headers, verified_nonce
from integrations.sockets.interfaces import AdapterError

ACCOUNT = {"bank": "9999", "branch": "001", "kind": "1", "number": "7654321", "holder": "ﾐﾎﾝ ﾀﾛｳ"}


@dataclass(frozen=True)
class Way:
    words: str
    state: str  # "" = none yet
    calls: int = 1
    forged: bool = False
    hidden: bool = False  # the account is not disclosed


WAYS: Mapping[str, Way] = {
    "register": Way("この口座で登録する", "registered"),
    "cancel": Way("やめる", "cancelled"),
    "fail": Way("登録できない（名義や暗証番号が違う）", "failed"),
    "hidden": Way("登録する。口座は知らせない", "registered", hidden=True),
    "silent": Way("登録するが、知らせは届かない", "registered", calls=0),
    "twice": Way("登録し、知らせが2回届く", "registered", calls=2),
    "forged": Way("登録していないのに、偽の知らせが届く", "", forged=True),
    "leave": Way("何もしないで戻る", "", calls=0),
}


def add_debits(
    app: FastAPI, address: str, merchant: Merchant, transport: Transport, clock: Callable[[], datetime]
) -> None:
    # `address`: without trailing slash.
    bank = _Bank(f"{address}{PATH}", merchant, transport, clock)
    app.get(f"{PATH}/ready")(bank.ready)
    app.post(f"{PATH}/registrations")(bank.begin)
    app.get(f"{PATH}/registrations/{{number}}")(bank.status)
    app.get(f"{PATH}/bank/{{page}}")(bank.show)
    app.post(f"{PATH}/bank/{{page}}")(bank.choose)


class _Bank:
    def __init__(self, address: str, merchant: Merchant, transport: Transport, clock: Callable[[], datetime]) -> None:
        self._address, self._merchant, self._transport, self._clock = address, merchant, transport, clock
        self._orders: dict[str, dict[str, Any]] = {}
        self._headers = page_headers(merchant.portal)

    def ready(self) -> Response:
        return JSONResponse({"ready": True}, headers=NO_STORE)

    async def begin(self, request: Request) -> Response:
        body = await request.body()
        try:
            verified_nonce(self._merchant.secret, "POST /registrations", request.headers, body, self._clock())
            fields = json.loads(body)
            number, ours = fields["number"], {origin(fields[name]) for name in ("return_url", "callback_url")}
        except (AdapterError, ValueError, KeyError, TypeError):
            return JSONResponse({"error": "refused"}, 401)
        if fields.get("merchant") != self._merchant.id or ours != {self._merchant.portal}:
            return JSONResponse({"error": "refused"}, 422)
        order = self._orders.setdefault(number, {**fields, "state": "open", "page": secrets.token_urlsafe(24)})
        return JSONResponse({"page": f"{self._address}/bank/{order['page']}"}, 201, headers=NO_STORE)

    def status(self, request: Request, number: str) -> Response:
        try:
            verified_nonce(self._merchant.secret, f"GET /registrations/{number}", request.headers, b"", self._clock())
        except AdapterError as refused:
            return JSONResponse({"error": refused.code}, 401)
        order = self._orders.get(number)
        return JSONResponse(_content(order), headers=NO_STORE) if order else JSONResponse({"error": "unknown"}, 404)

    def show(self, page: str) -> Response:
        order = self._of_page(page)
        if order is None:
            return HTMLResponse(PAGES.get_template("refused.html").render(reason="no such page"), 404, self._headers)
        return HTMLResponse(PAGES.get_template("bank.html").render(order=order, ways=WAYS), headers=self._headers)

    def choose(self, page: str, way: Annotated[str, Form()] = "") -> Response:
        order, chosen = self._of_page(page), WAYS.get(way)
        if order is None or chosen is None:
            return HTMLResponse(PAGES.get_template("refused.html").render(reason="no such way"), 400, self._headers)
        if order["state"] == "open" and chosen.state:
            order |= {"state": chosen.state, "account": None if chosen.hidden else ACCOUNT}
        sent = {"state": "registered", "account": ACCOUNT} if chosen.forged else {}
        body = json.dumps(_content({**order, **sent}), ensure_ascii=False)
        secret = b"somebody else's" if chosen.forged else self._merchant.secret
        headers = signed_headers(secret, CALLBACK, body.encode(), self._clock())
        for _ in range(chosen.calls):
            try:
                self._transport.post_json(order["callback_url"], body, headers)
            except AdapterError:
                break  # the portal asks by itself
        return RedirectResponse(order["return_url"], 303, headers=self._headers)

    def _of_page(self, page: str) -> dict[str, Any] | None:
        return next((order for order in self._orders.values() if secrets.compare_digest(order["page"], page)), None)


def _content(order: Mapping[str, Any]) -> dict[str, Any]:
    content = {name: order[name] for name in ("number", "merchant", "state")} | {
        "reference": f"MOCK-{order['number'][:8]}"
    }
    account = order.get("account")
    return content | ({"account": account} if account and order["state"] == "registered" else {})
