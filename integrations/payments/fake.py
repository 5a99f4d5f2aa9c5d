import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from integrations.payments.signing import signed_headers, verified_nonce
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import PaymentAnswer, PaymentNotice, PaymentOrder, PaymentPage

ADDRESS = "https://payments.invalid"  # RFC 2606: never resolves
SECRET = b"known to everybody"
_PURPOSE = "POST callback"


class FakePayments:
    """`settle` plays the resident."""

    name = "fake"
    fake = True

    def __init__(self) -> None:
        self.down = False
        self.orders: dict[str, PaymentOrder] = {}
        self.states: dict[str, str] = {}
        self.returned: dict[str, dict[str, int]] = {}  # number → key → yen

    def begin(self, order: PaymentOrder) -> PaymentPage:
        self._answer_or_fail()
        self.orders.setdefault(order.number, order)
        self.states.setdefault(order.number, "open")
        return PaymentPage(f"{ADDRESS}/pay/{order.number}", f"R-{order.number[:8]}")

    @property
    def refunds(self) -> int:
        return sum(len(keys) for keys in self.returned.values())

    def settle(self, number: str, state: str) -> None:
        self.states[number] = state

    def notice(
        self, number: str, state: str, *, amount: int | None = None, now: datetime | None = None, nonce: str = ""
    ) -> tuple[dict[str, str], bytes]:
        yen = self.orders[number].amount if amount is None else amount
        answer = {"number": number, "state": state, "amount": yen, "currency": "JPY"}
        body = json.dumps(answer).encode()
        return signed_headers(SECRET, _PURPOSE, body, now or datetime.now(UTC), nonce or secrets.token_urlsafe(8)), body

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentNotice:
        nonce = verified_nonce(SECRET, _PURPOSE, headers, body, now)
        try:
            document = json.loads(body)
            return PaymentNotice(
                PaymentAnswer(document["number"], document["state"], document["amount"], document["currency"]), nonce
            )
        except (ValueError, KeyError, TypeError):
            raise AdapterError("NOTICE_MALFORMED", permanent=True) from None

    def status(self, number: str, _reference: str = "") -> PaymentAnswer:
        self._answer_or_fail()
        if number not in self.orders:
            raise AdapterError("ORDER_UNKNOWN", permanent=True)
        return PaymentAnswer(number, self.states[number], self.orders[number].amount, "JPY", f"R-{number[:8]}")

    def refund(self, number: str, reference: str, amount: int, key: str) -> PaymentAnswer:
        answer, keys = self.status(number, reference), self.returned.setdefault(number, {})
        if key not in keys:
            if answer.state != "paid" or amount + sum(keys.values()) > answer.amount:
                raise AdapterError("PROVIDER_REFUSED", permanent=True)
            keys[key] = amount
            if sum(keys.values()) == answer.amount:
                self.states[number] = "refunded"
        return self.status(number, reference)

    def ready(self) -> bool:
        return not self.down

    def _answer_or_fail(self) -> None:
        if self.down:
            raise AdapterError("PROVIDER_UNAVAILABLE", permanent=False)
