"""Stripe Checkout: card, convenience store (konbini), PayPay."""

# Keys sk_test_… and cs_test_… are its test mode.

# https://docs.stripe.com/api/checkout/sessions · https://docs.stripe.com/api/refunds
# https://docs.stripe.com/api/idempotent_requests · https://docs.stripe.com/webhooks#verify-manually
# https://docs.stripe.com/payments/konbini · https://docs.stripe.com/payments/paypay (from version 2026-09-30)

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from integrations.http import Reply, Transport
from integrations.payments.documents import same_host
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import REFUND_FAILED, PaymentAnswer, PaymentNotice, PaymentOrder, PaymentPage

API, PAGES = "https://api.stripe.com", "https://checkout.stripe.com"
VERSION = "2026-09-30.endive"
METHODS = ("card", "konbini", "paypay")
FRESH_SECONDS = 300  # the tolerance of Stripe's own libraries
# Stripe wants at least 30 minutes from the call, and our order lives 30 from before it. A payment after our end
# still counts.
_LONGER = timedelta(minutes=5)
# Yen that a shop takes. The maximum is published; the minimum is unconfirmed (未確認).
_KONBINI = range(120, 300_001)
_EVENTS = {
    "checkout.session.completed": "",
    "checkout.session.async_payment_succeeded": "",
    "checkout.session.async_payment_failed": "failed",
    "checkout.session.expired": "expired",
}
# A refund that was accepted may fail later: a closed card, or nobody named an account for the money of a convenience
# store in time. The older accounts get the event of the second name. https://docs.stripe.com/refunds#failed-refunds
_OF_REFUNDS = ("refund.failed", "refund.updated", "charge.refund.updated")
_LOST = ("failed", "canceled")


@dataclass(frozen=True)
class StripeSettings:
    key: str = field(repr=False)  # secret or restricted key
    webhook_secret: str = field(repr=False)  # whsec_…
    methods: tuple[str, ...] = ("card",)
    address: str = API
    pages: str = PAGES  # the only origin to which residents are sent


class Stripe:
    name = "stripe"

    def __init__(self, settings: StripeSettings, transport: Transport) -> None:
        self._settings = settings
        self._transport = transport

    def begin(self, order: PaymentOrder) -> PaymentPage:
        document = self._session(order.number, order.reference) if order.reference else self._begun(order)
        page, session = document.get("url"), document.get("id")
        if order.reference and document.get("status") != "open":
            return PaymentPage(order.return_url, order.reference)  # to be paid at a shop, or over: it has no page
        if not isinstance(page, str) or not isinstance(session, str) or not same_host(page, self._settings.pages):
            raise AdapterError("PROVIDER_CONFIG", "the pay page is not the provider's", permanent=True)
        return PaymentPage(page, session)

    def _begun(self, order: PaymentOrder) -> dict[str, Any]:
        methods = [name for name in self._settings.methods if name != "konbini" or order.amount in _KONBINI]
        form = {
            "mode": "payment", "locale": "ja", "client_reference_id": order.number,
            "payment_intent_data[metadata][number]": order.number,
            "line_items[0][quantity]": "1", "line_items[0][price_data][currency]": order.currency.lower(),
            # Yen has no smaller unit: https://docs.stripe.com/currencies#zero-decimal
            "line_items[0][price_data][unit_amount]": str(order.amount),
            "line_items[0][price_data][product_data][name]": order.title,
            "success_url": order.return_url, "cancel_url": order.return_url,
            "expires_at": str(int((order.ends_at + _LONGER).timestamp())),
        } | {f"payment_method_types[{place}]": name for place, name in enumerate(methods)}  # fmt: skip
        return _document(self._post("/v1/checkout/sessions", form, f"begin-{order.number}"))

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentNotice | None:
        _demand_signed(self._settings.webhook_secret, headers.get("stripe-signature", ""), body, now)
        try:
            event = json.loads(body)
            kind, nonce, session = event["type"], event["id"], event["data"]["object"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise AdapterError("NOTICE_MALFORMED", permanent=True) from None
        if kind in _OF_REFUNDS:
            return _lost_refund(session, nonce)
        if kind not in _EVENTS:
            return None
        if isinstance(session, dict) and session.get("client_reference_id") is None:
            return None  # another system of the city uses the same account
        return _notice(_answer(session, _EVENTS[kind]), nonce)

    def status(self, number: str, reference: str) -> PaymentAnswer:
        session = self._session(number, reference)
        intent = session.get("payment_intent")
        charge = intent.get("latest_charge") if isinstance(intent, dict) else None
        state = ""
        if session.get("payment_status") == "paid" and isinstance(charge, dict) and charge.get("refunded") is True:
            state = "refunded"
        elif session.get("status") == "complete" and isinstance(intent, dict):
            # A code of a convenience store that ended unpaid goes back to this state.
            state = "failed" if intent.get("status") in ("requires_payment_method", "canceled") else ""
        answer = _answer(session, state)
        if answer is None:
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer makes no sense", permanent=False)
        return answer

    def refund(self, number: str, reference: str, amount: int, key: str) -> PaymentAnswer:
        intent = self._session(number, reference).get("payment_intent")
        name = intent.get("id") if isinstance(intent, dict) else None
        if not isinstance(name, str):
            raise AdapterError("PROVIDER_REFUSED", "nothing was paid", permanent=True)
        form = {"payment_intent": name, "amount": str(amount), "metadata[number]": number, "metadata[key]": key}
        reply = self._post("/v1/refunds", form, key)
        if _code(reply) != "charge_already_refunded" and _document(reply).get("status") in _LOST:
            raise AdapterError("PROVIDER_REFUSED", "the refund failed", permanent=True)
        answer = self.status(number, reference)
        if answer.state not in ("paid", "refunded"):
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer makes no sense", permanent=False)
        return answer

    def ready(self) -> bool:
        return self._transport.answers(f"{self._settings.address}/v1/balance", self._headers())

    def _session(self, number: str, reference: str) -> dict[str, Any]:
        if not reference.startswith("cs_"):
            raise AdapterError("ORDER_UNKNOWN", permanent=True)
        path = f"/v1/checkout/sessions/{quote(reference, safe='')}?expand[]=payment_intent.latest_charge"
        session = _document(self._transport.get(f"{self._settings.address}{path}", self._headers()))
        if session.get("client_reference_id") != number:
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer is about another order", permanent=False)
        return session

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._settings.key}", "Stripe-Version": VERSION}

    def _post(self, path: str, form: Mapping[str, str], key: str) -> Reply:
        headers = {**self._headers(), "Idempotency-Key": key}
        return self._transport.post_form(f"{self._settings.address}{path}", form, headers)


def signed(secret: str, body: bytes, at: datetime) -> str:
    time = str(int(at.timestamp()))
    return f"t={time},v1={_signature(secret, time, body)}"


def _signature(secret: str, time: str, body: bytes) -> str:
    return hmac.new(secret.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()


def _demand_signed(secret: str, header: str, body: bytes, now: datetime) -> None:
    fields = [part.partition("=") for part in header.split(",")[:20]]
    times = [value for name, _, value in fields if name.strip() == "t"]
    # Two signatures while a secret is being rolled.
    sent = [value for name, _, value in fields if name.strip() == "v1"]
    time = times[0] if len(times) == 1 else ""
    plain = time.isascii() and time.isdigit() and len(time) < 13
    expected = _signature(secret, time if plain else "", body).encode()
    genuine = [hmac.compare_digest(expected, value.encode()) for value in sent]
    if not plain or not any(genuine):
        raise AdapterError("NOTICE_UNSIGNED", permanent=True)
    if abs(now.timestamp() - int(time)) > FRESH_SECONDS:
        raise AdapterError("NOTICE_OLD", permanent=True)


def _document(reply: Reply) -> dict[str, Any]:
    match reply.status:
        case 200:
            document = reply.json()
            if isinstance(document, dict):
                return document
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer is not an object", permanent=False)
        case 404:
            raise AdapterError("ORDER_UNKNOWN", permanent=True)
        case 401 | 403:
            # Staff put a wrong key right; no payment may be lost meanwhile.
            raise AdapterError("PROVIDER_SIGN_IN", f"status {reply.status}", permanent=False)
        case 409 | 429:
            raise AdapterError("PROVIDER_UNAVAILABLE", f"status {reply.status}", permanent=False)
        case status if status >= 500:
            raise AdapterError("PROVIDER_UNAVAILABLE", f"status {status}", permanent=False)
    # Its message may repeat what was sent: only the code is kept.
    raise AdapterError("PROVIDER_REFUSED", f"status {reply.status} {_code(reply)}"[:80], permanent=True)


def _code(reply: Reply) -> str:
    if reply.status != 400:
        return ""
    try:
        document = reply.json()
    except AdapterError:
        return ""
    error = document.get("error") if isinstance(document, dict) else None
    return str(error.get("code", "")) if isinstance(error, dict) else ""


def _notice(answer: PaymentAnswer | None, nonce: object) -> PaymentNotice:
    if answer is None or not isinstance(nonce, str) or not 0 < len(nonce) <= 255:
        raise AdapterError("NOTICE_MALFORMED", permanent=True)
    return PaymentNotice(answer, nonce)


def _lost_refund(refund: object, nonce: object) -> PaymentNotice | None:
    # None: it is on its way or there, or was not asked for by this service (dashboard, another system).
    if not isinstance(refund, dict):
        raise AdapterError("NOTICE_MALFORMED", permanent=True)
    metadata = refund.get("metadata")
    marks = metadata if isinstance(metadata, dict) else {}
    number, key, amount, currency = marks.get("number"), marks.get("key"), refund.get("amount"), refund.get("currency")
    if refund.get("status") not in _LOST or number is None:
        return None
    whole = isinstance(amount, int) and not isinstance(amount, bool)
    if not (isinstance(number, str) and isinstance(key, str) and isinstance(currency, str) and whole):
        raise AdapterError("NOTICE_MALFORMED", permanent=True)
    return _notice(PaymentAnswer(number, REFUND_FAILED, int(str(amount)), currency.upper(), key=key), nonce)


def _answer(session: object, state: str) -> PaymentAnswer | None:
    if not isinstance(session, dict):
        return None
    number, amount, currency = (session.get(name) for name in ("client_reference_id", "amount_total", "currency"))
    reference, whole = session.get("id"), isinstance(amount, int) and not isinstance(amount, bool)
    if not (isinstance(number, str) and isinstance(currency, str) and isinstance(reference, str) and whole):
        return None
    paid, ended = session.get("payment_status") == "paid", session.get("status")
    if not state:
        state = "paid" if paid else "expired" if ended == "expired" else "open"
    awaited = state == "open" and ended == "complete"
    return PaymentAnswer(number, state, int(str(amount)), currency.upper(), reference[:255], awaited)
