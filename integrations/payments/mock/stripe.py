"""Stripe's test mode, as far as its public reference describes what the plug uses."""

# No money moves.

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Annotated, Any

from fastapi import FastAPI, Form, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from integrations.http import Transport
from integrations.payments.mock import STRIPE_PATH as PATH
from integrations.payments.mock.pages import NO_STORE, PAGES, origin, page_headers
from integrations.payments.stripe import METHODS, signed
from integrations.sockets.interfaces import AdapterError

_LEAST, _MOST = 30 * 60 - 60, 24 * 60 * 60  # seconds in which a session may end; a minute for clocks


@dataclass(frozen=True)
class StripeKeys:
    key: str
    webhook_secret: str
    webhook: str  # address in the portal


@dataclass
class _Session:
    fields: dict[str, Any]
    paying: str
    refunds: list[dict[str, Any]] = field(default_factory=list)  # the newest last
    method: str = ""

    @property
    def returned(self) -> int:
        return sum(refund["amount"] for refund in self.refunds if refund["status"] != "failed")

    @property
    def may_fail(self) -> bool:
        return any(refund["status"] != "failed" for refund in self.refunds)


def add_stripe(
    app: FastAPI, address: str, keys: StripeKeys, transport: Transport, clock: Callable[[], datetime]
) -> None:
    """`address`: without trailing slash."""
    mock = _Mock(f"{address}{PATH}", keys, transport, clock)
    app.get(f"{PATH}/v1/balance")(mock.balance)
    app.post(f"{PATH}/v1/checkout/sessions")(mock.begin)
    app.get(f"{PATH}/v1/checkout/sessions/{{session}}")(mock.look)
    app.post(f"{PATH}/v1/refunds")(mock.refund)
    app.get(f"{PATH}/pay/{{paying}}")(mock.show)
    app.post(f"{PATH}/pay/{{paying}}")(mock.choose)


class _Mock:
    def __init__(self, address: str, keys: StripeKeys, transport: Transport, clock: Callable[[], datetime]) -> None:
        self._address, self._keys, self._transport, self._clock = address, keys, transport, clock
        self._lock = Lock()
        self._sessions: dict[str, _Session] = {}
        self._replies: dict[str, tuple[str, Response]] = {}  # by idempotency key
        self._headers = page_headers(origin(keys.webhook))

    def balance(self, authorization: Annotated[str, Header()] = "") -> Response:
        return self._wrong_key(authorization) or JSONResponse({"object": "balance"}, headers=NO_STORE)

    async def begin(
        self, request: Request, authorization: Annotated[str, Header()] = "",
        idempotency_key: Annotated[str, Header()] = "",
    ) -> Response:  # fmt: skip
        form = {name: str(value) for name, value in (await request.form()).items()}
        return self._wrong_key(authorization) or self._once(idempotency_key, form, self._begin)

    async def refund(
        self, request: Request, authorization: Annotated[str, Header()] = "",
        idempotency_key: Annotated[str, Header()] = "",
    ) -> Response:  # fmt: skip
        form = {name: str(value) for name, value in (await request.form()).items()}
        return self._wrong_key(authorization) or self._once(idempotency_key, form, self._refund)

    def look(self, session: str, authorization: Annotated[str, Header()] = "") -> Response:
        if wrong := self._wrong_key(authorization):
            return wrong
        checkout = self._sessions.get(session)
        return JSONResponse(_expanded(checkout), headers=NO_STORE) if checkout else _error(404, "resource_missing")

    def show(self, paying: str) -> Response:
        session = self._of_page(paying)
        if session is None:
            return HTMLResponse(PAGES.get_template("refused.html").render(reason="no such session"), 404, self._headers)
        return HTMLResponse(PAGES.get_template("stripe.html").render(session=session), headers=self._headers)

    def choose(self, paying: str, way: Annotated[str, Form()] = "") -> Response:
        session = self._of_page(paying)
        if session is None or way not in (*METHODS, "shop", "lapse", "cancel", "expire", "refund-fails"):
            return HTMLResponse(PAGES.get_template("refused.html").render(reason="no such way"), 400, self._headers)
        back = RedirectResponse(session.fields["success_url"], 303, headers=self._headers)
        fields = session.fields
        if fields["status"] == "open" and way in fields["payment_method_types"]:
            session.method = way
            fields |= {"status": "complete", "payment_status": "unpaid" if way == "konbini" else "paid"}
            self._send("checkout.session.completed", fields)
        elif fields["status"] == "open" and way == "expire":
            fields |= {"status": "expired"}
            self._send("checkout.session.expired", fields)
        elif way in ("shop", "lapse") and (fields["status"], fields["payment_status"]) == ("complete", "unpaid"):
            came = way == "shop"
            fields |= {"payment_status": "paid"} if came else {}
            session.method = session.method if came else "lapsed"
            self._send(f"checkout.session.async_payment_{'succeeded' if came else 'failed'}", fields)
        elif way == "refund-fails" and session.may_fail:
            refund = next(refund for refund in reversed(session.refunds) if refund["status"] != "failed")
            refund |= {"status": "failed", "failure_reason": "unknown"}
            self._send("refund.failed", refund)
        return back

    def _begin(self, form: Mapping[str, str]) -> Response:
        methods = [form[name] for name in sorted(form) if name.startswith("payment_method_types[")]
        amount, ends = form.get("line_items[0][price_data][unit_amount]", ""), form.get("expires_at", "")
        seconds = int(ends or 0) - self._clock().timestamp()
        if not methods or not set(methods) <= set(METHODS) or not amount.isdigit() or not _LEAST < seconds <= _MOST:
            return _error(400, "parameter_invalid")
        if form.get("line_items[0][price_data][currency]") != "jpy" or form.get("mode") != "payment":
            return _error(400, "parameter_invalid")
        paying, name = secrets.token_urlsafe(24), f"cs_test_{secrets.token_hex(16)}"
        fields = {
            "id": name, "object": "checkout.session", "livemode": False, "status": "open", "payment_status": "unpaid",
            "client_reference_id": form.get("client_reference_id"), "amount_total": int(amount), "currency": "jpy",
            "payment_method_types": methods, "success_url": form["success_url"],
            "url": f"{self._address}/pay/{paying}", "payment_intent": f"pi_{secrets.token_hex(12)}",
            "metadata": {}, "title": form.get("line_items[0][price_data][product_data][name]", ""),
        }  # fmt: skip
        self._sessions[name] = _Session(fields, paying)
        return JSONResponse(fields, headers=NO_STORE)

    def _refund(self, form: Mapping[str, str]) -> Response:
        intent, amount = form.get("payment_intent", ""), form.get("amount", "")
        session = next(
            (session for session in self._sessions.values() if session.fields["payment_intent"] == intent), None
        )
        if session is None or not amount.isdigit() or session.fields["payment_status"] != "paid":
            return _error(400, "parameter_invalid")
        rest = session.fields["amount_total"] - session.returned
        if rest == 0:
            return _error(400, "charge_already_refunded")
        if not 0 < int(amount) <= rest:
            return _error(400, "amount_too_large")
        # Of a convenience store the money waits until its owner names an account.
        status = "requires_action" if session.method == "konbini" else "succeeded"
        marks = {name[9:-1]: value for name, value in form.items() if name.startswith("metadata[")}
        refund = {
            "id": f"re_{secrets.token_hex(12)}", "object": "refund", "amount": int(amount), "currency": "jpy",
            "payment_intent": intent, "status": status, "metadata": marks,
        }  # fmt: skip
        session.refunds.append(refund)
        return JSONResponse(refund, headers=NO_STORE)

    def _once(self, key: str, form: dict[str, str], act: Callable[[Mapping[str, str]], Response]) -> Response:
        with self._lock:
            sent = json.dumps(form, sort_keys=True)
            if key in self._replies:
                before, reply = self._replies[key]
                return reply if before == sent else _error(400, "idempotency_error")
            reply = act(form)
            if key and reply.status_code == 200:
                self._replies[key] = (sent, reply)
            return reply

    def _send(self, kind: str, fields: Mapping[str, Any]) -> None:
        event = {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "type": kind,
            "data": {"object": dict(fields)},
        }
        body = json.dumps(event, ensure_ascii=False)
        headers = {"Stripe-Signature": signed(self._keys.webhook_secret, body.encode(), self._clock())}
        try:
            self._transport.post_json(self._keys.webhook, body, headers)
        except AdapterError:
            return

    def _wrong_key(self, authorization: str) -> Response | None:
        given = secrets.compare_digest(authorization.encode(), f"Bearer {self._keys.key}".encode())
        return None if given else _error(401, "api_key_invalid")

    def _of_page(self, paying: str) -> _Session | None:
        return next(
            (session for session in self._sessions.values() if secrets.compare_digest(session.paying, paying)), None
        )


def _expanded(session: _Session) -> dict[str, Any]:
    fields, returned = session.fields, session.returned
    paid = fields["payment_status"] == "paid"
    charge = {
        "amount": fields["amount_total"], "amount_refunded": returned,
        "refunded": paid and returned == fields["amount_total"],
    }  # fmt: skip
    waits = "requires_payment_method" if session.method in ("", "lapsed") else "requires_action"
    intent = {
        "id": fields["payment_intent"], "status": "succeeded" if paid else waits,
        "latest_charge": charge if paid else None,
    }  # fmt: skip
    return {**fields, "payment_intent": intent, "url": fields["url"] if fields["status"] == "open" else None}


def _error(status: int, code: str) -> Response:
    return JSONResponse({"error": {"code": code, "type": "invalid_request_error"}}, status, headers=NO_STORE)
