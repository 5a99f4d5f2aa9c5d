"""A provider that takes the money on a page of its own, spoken to in signed JSON over HTTP. It keeps cards and codes; this
side knows order numbers and amounts.

POST /orders, GET /orders/{number}, POST /orders/{number}/refund; it calls back with the same signature. The manner is that
of the mock provider beside it: a contract with a real one fits its names here, and changes no line of the portal.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from integrations.http import Reply, Transport
from integrations.interfaces import AdapterError
from integrations.payment_socket import PAYMENT_STATES, PaymentAnswer, PaymentNotice, PaymentOrder
from integrations.payments.signing import signed_headers, verified_nonce

CALLBACK = "POST callback"  # what a notice is signed for: the provider knows no path of ours but as a whole address
_MOST_YEN = 100_000_000


@dataclass(frozen=True)
class HostedPageSettings:
    """`address` without a slash at its end; `merchant` is who we are there; `secret` is shared with it."""

    address: str
    merchant: str
    secret: bytes = field(repr=False)


class HostedPage:
    """Answers are believed because of TLS, notices because of their signature."""

    name = "hosted-page"

    def __init__(self, settings: HostedPageSettings, transport: Transport, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock

    def begin(self, order: PaymentOrder) -> str:
        told = {
            "number": order.number, "merchant": self._settings.merchant, "amount": order.amount,
            "currency": order.currency, "title": order.title, "return_url": order.return_url,
            "callback_url": order.callback_url, "ends_at": order.ends_at.isoformat(),
        }  # fmt: skip
        document = _document(self._post("/orders", told, order.number))
        page = document.get("pay_url")
        if not isinstance(page, str) or not _same_host(page, self._settings.address):
            # Residents are sent there to pay: to no other place than the one that the city chose.
            raise AdapterError("PROVIDER_CONFIG", "the pay page is not the provider's", permanent=True)
        return page

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentNotice:
        nonce = verified_nonce(self._settings.secret, CALLBACK, headers, body, now)
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            raise AdapterError("NOTICE_MALFORMED", permanent=True) from None
        answer = _answer(document)
        if answer is None or document.get("merchant") != self._settings.merchant:
            raise AdapterError("NOTICE_MALFORMED", permanent=True)
        return PaymentNotice(answer, nonce)

    def status(self, number: str) -> PaymentAnswer:
        path = f"/orders/{quote(number, safe='')}"
        headers = signed_headers(self._settings.secret, f"GET {path}", b"", self._clock())
        return _asked(_document(self._transport.get(f"{self._settings.address}{path}", headers)), number)

    def refund(self, number: str, amount: int) -> PaymentAnswer:
        reply = self._post(f"/orders/{quote(number, safe='')}/refund", {"amount": amount}, f"refund-{number}")
        return _asked(_document(reply), number)

    def ready(self) -> bool:
        try:
            return self._transport.get(f"{self._settings.address}/ready").status == 200
        except AdapterError:
            return False

    def _post(self, path: str, told: Mapping[str, object], key: str) -> Reply:
        """`key`: the same call made twice is done once."""
        body = json.dumps(told, ensure_ascii=False)
        headers = signed_headers(self._settings.secret, f"POST {path}", body.encode(), self._clock())
        return self._transport.post_json(f"{self._settings.address}{path}", body, {**headers, "Idempotency-Key": key})


def _document(reply: Reply) -> dict[str, Any]:
    if reply.status == 404:
        raise AdapterError("ORDER_UNKNOWN", permanent=True)
    if reply.status == 429 or reply.status >= 500:
        raise AdapterError("PROVIDER_UNAVAILABLE", f"status {reply.status}", permanent=False)
    if reply.status not in (200, 201):
        raise AdapterError("PROVIDER_REFUSED", f"status {reply.status}", permanent=True)
    document = reply.json()
    if not isinstance(document, dict):
        raise AdapterError("PROVIDER_UNAVAILABLE", "the answer is no object", permanent=False)
    return document


def _asked(document: object, number: str) -> PaymentAnswer:
    """The answer about the order that was asked for, and no other."""
    answer = _answer(document)
    if answer is None or answer.number != number:
        raise AdapterError("PROVIDER_UNAVAILABLE", "the answer is about something else", permanent=False)
    return answer


def _answer(document: object) -> PaymentAnswer | None:
    """None for anything that is not one."""
    if not isinstance(document, dict):
        return None
    number, state, amount, currency = (document.get(name) for name in ("number", "state", "amount", "currency"))
    reference = document.get("reference", "")
    words = isinstance(number, str) and isinstance(currency, str) and isinstance(reference, str)
    if not words or state not in PAYMENT_STATES:
        return None
    # True is a number to Python, and to nobody else.
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount <= _MOST_YEN:
        return None
    return PaymentAnswer(str(number), str(state), amount, str(currency), str(reference)[:64])


def _same_host(page: str, address: str) -> bool:
    try:
        one, other = urlsplit(page), urlsplit(address)
        return (one.scheme, one.netloc) == (other.scheme, other.netloc)
    except ValueError:
        return False
