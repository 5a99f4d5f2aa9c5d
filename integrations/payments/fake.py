"""A provider without a neighbour, for tests of what stands above the socket. A production start refuses it."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from integrations.interfaces import AdapterError
from integrations.payment_socket import PaymentAnswer, PaymentNotice, PaymentOrder
from integrations.payments.signing import signed_headers, verified_nonce

ADDRESS = "https://payments.invalid"  # RFC 2606: never resolves
SECRET = b"known to everybody"
_PURPOSE = "POST callback"


class FakePayments:
    """`down` makes the neighbour silent. `settle` plays the resident on the pay page; `notice` what would be called back."""

    name = "fake"
    fake = True

    def __init__(self) -> None:
        self.down = False
        self.orders: dict[str, PaymentOrder] = {}
        self.states: dict[str, str] = {}
        self.refunds = 0

    def begin(self, order: PaymentOrder) -> str:
        self._answer_or_fail()
        self.orders.setdefault(order.number, order)
        self.states.setdefault(order.number, "open")
        return f"{ADDRESS}/pay/{order.number}"

    def settle(self, number: str, state: str) -> None:
        """What the resident did there, or left."""
        self.states[number] = state

    def notice(
        self, number: str, state: str, *, amount: int | None = None, now: datetime | None = None, nonce: str = ""
    ) -> tuple[dict[str, str], bytes]:
        """Headers and body of a call that says so."""
        yen = self.orders[number].amount if amount is None else amount
        told = {"number": number, "state": state, "amount": yen, "currency": "JPY"}
        body = json.dumps(told).encode()
        return signed_headers(SECRET, _PURPOSE, body, now or datetime.now(UTC), nonce or secrets.token_urlsafe(8)), body

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentNotice:
        nonce = verified_nonce(SECRET, _PURPOSE, headers, body, now)
        try:
            told = json.loads(body)
            return PaymentNotice(PaymentAnswer(told["number"], told["state"], told["amount"], told["currency"]), nonce)
        except (ValueError, KeyError, TypeError):
            raise AdapterError("NOTICE_MALFORMED", permanent=True) from None

    def status(self, number: str) -> PaymentAnswer:
        self._answer_or_fail()
        if number not in self.orders:
            raise AdapterError("ORDER_UNKNOWN", permanent=True)
        return PaymentAnswer(number, self.states[number], self.orders[number].amount, "JPY", f"R-{number[:8]}")

    def refund(self, number: str, amount: int) -> PaymentAnswer:
        found = self.status(number)
        if found.state not in ("paid", "refunded") or amount != found.amount:
            raise AdapterError("PROVIDER_REFUSED", permanent=True)
        if found.state == "paid":
            self.refunds += 1
            self.states[number] = "refunded"
        return self.status(number)

    def ready(self) -> bool:
        """False while `down`."""
        return not self.down

    def _answer_or_fail(self) -> None:
        if self.down:
            raise AdapterError("PROVIDER_UNAVAILABLE", permanent=False)
