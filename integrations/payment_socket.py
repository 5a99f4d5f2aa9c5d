"""The socket of payments: what a provider that takes money for the city does. Beside the other sockets (interfaces.py)
because of its size."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

# How an order stands at a provider. `open`: nothing has come of it yet.
PAYMENT_STATES = ("open", "paid", "failed", "cancelled", "expired", "refunded")


@dataclass(frozen=True)
class PaymentOrder:
    """What is to be paid. `number` is drawn at random by the portal and names the order on both sides; begun twice under
    one number, it is one order. Nothing here tells who pays or what they wrote."""

    number: str
    amount: int  # whole yen
    title: str
    return_url: str
    callback_url: str
    ends_at: datetime
    currency: str = "JPY"


@dataclass(frozen=True)
class PaymentAnswer:
    """How the order `number` stands: `state` one of PAYMENT_STATES. `reference` is the provider's own number."""

    number: str
    state: str
    amount: int
    currency: str
    reference: str = ""


@dataclass(frozen=True)
class PaymentNotice:
    """What a provider told by itself, signed. `nonce` is new each time: the portal refuses one that it has seen."""

    answer: PaymentAnswer
    nonce: str


class PaymentProvider(Protocol):
    """Takes money for the city on pages of its own: no card number ever comes here. `name` is the plug's name. AdapterError
    where it does not answer, or says what cannot be."""

    name: str

    def begin(self, order: PaymentOrder) -> str:
        """The address of the pay page, to send the browser to by a link. The same for the same number."""

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentNotice:
        """A call that came to `callback_url`; `headers` with lower-case names. AdapterError NOTICE_UNSIGNED, NOTICE_OLD or
        NOTICE_MALFORMED, all for good: nothing of it is believed then."""

    def status(self, number: str) -> PaymentAnswer:
        """AdapterError ORDER_UNKNOWN, for good, if it was never begun."""

    def refund(self, number: str, amount: int) -> PaymentAnswer:
        """Gives all of it back. Asked twice, it is given back once."""

    def ready(self) -> bool:
        """Whether the neighbour answers; for `/readyz`."""
