"""A payment provider with its own page: POST /orders, GET /orders/{number}, POST /orders/{number}/refund, signed
callbacks. Names are the mock's until a contract."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from integrations.http import Reply, Transport
from integrations.payments.documents import document_of, same_host, signed_document
from integrations.payments.signing import signed_headers
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import PAYMENT_STATES, PaymentAnswer, PaymentNotice, PaymentOrder, PaymentPage

CALLBACK = "POST callback"  # purpose signed in a callback: the provider knows our path only as part of an address
_MOST_YEN = 100_000_000


@dataclass(frozen=True)
class HostedPageSettings:
    address: str  # without trailing slash
    merchant: str  # our id there
    secret: bytes = field(repr=False)


class HostedPage:
    name = "hosted-page"

    def __init__(self, settings: HostedPageSettings, transport: Transport, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock

    def begin(self, order: PaymentOrder) -> PaymentPage:
        fields = {
            "number": order.number, "merchant": self._settings.merchant, "amount": order.amount,
            "currency": order.currency, "title": order.title, "return_url": order.return_url,
            "callback_url": order.callback_url, "ends_at": order.ends_at.isoformat(),
        }  # fmt: skip
        document = document_of(self._post("/orders", fields, order.number))
        page = document.get("pay_url")
        if not isinstance(page, str) or not same_host(page, self._settings.address):
            # Residents may only be sent to the provider that the city chose.
            raise AdapterError("PROVIDER_CONFIG", "the pay page is not the provider's", permanent=True)
        return PaymentPage(page)

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentNotice:
        nonce, document = signed_document(self._settings.secret, CALLBACK, headers, body, now)
        answer = _answer(document)
        if answer is None or not isinstance(document, dict) or document.get("merchant") != self._settings.merchant:
            raise AdapterError("NOTICE_MALFORMED", permanent=True)
        return PaymentNotice(answer, nonce)

    def status(self, number: str, _reference: str) -> PaymentAnswer:
        path = f"/orders/{quote(number, safe='')}"
        headers = signed_headers(self._settings.secret, f"GET {path}", b"", self._clock())
        return _asked(document_of(self._transport.get(f"{self._settings.address}{path}", headers)), number)

    def refund(self, number: str, _reference: str, amount: int, key: str) -> PaymentAnswer:
        reply = self._post(f"/orders/{quote(number, safe='')}/refund", {"amount": amount}, key)
        return _asked(document_of(reply), number)

    def ready(self) -> bool:
        return self._transport.answers(f"{self._settings.address}/ready")

    def _post(self, path: str, fields: Mapping[str, object], key: str) -> Reply:
        # `key`: idempotency key.
        body = json.dumps(fields, ensure_ascii=False)
        headers = signed_headers(self._settings.secret, f"POST {path}", body.encode(), self._clock())
        return self._transport.post_json(f"{self._settings.address}{path}", body, {**headers, "Idempotency-Key": key})


def _asked(document: object, number: str) -> PaymentAnswer:
    answer = _answer(document)
    if answer is None or answer.number != number:
        raise AdapterError("PROVIDER_UNAVAILABLE", "the answer is about another order", permanent=False)
    return answer


def _answer(document: object) -> PaymentAnswer | None:
    if not isinstance(document, dict):
        return None
    number, state, amount, currency = (document.get(name) for name in ("number", "state", "amount", "currency"))
    reference = document.get("reference", "")
    words = isinstance(number, str) and isinstance(currency, str) and isinstance(reference, str)
    if not words or state not in PAYMENT_STATES:
        return None
    # bool is an int in Python, not in JSON.
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount <= _MOST_YEN:
        return None
    return PaymentAnswer(str(number), str(state), amount, str(currency), str(reference)[:64])
