from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

# State of an order at a provider; `open`: no result yet. `refund_failed`: money that was given back came back.
REFUND_FAILED = "refund_failed"
PAYMENT_STATES = ("open", "paid", "failed", "cancelled", "expired", "refunded", REFUND_FAILED)


@dataclass(frozen=True)
class PaymentOrder:
    """Holds no personal data."""

    number: str  # random, identifies the order on both sides; beginning it twice is one order
    amount: int  # whole yen
    title: str
    return_url: str
    callback_url: str
    ends_at: datetime
    currency: str = "JPY"
    reference: str = ""  # the provider's own number, if it was begun


@dataclass(frozen=True)
class PaymentAnswer:
    number: str
    state: str  # one of PAYMENT_STATES
    amount: int
    currency: str
    reference: str = ""  # the provider's own number
    awaited: bool = False  # open, and to be paid elsewhere in the coming days (convenience store)
    key: str = ""  # of the refund that failed; then `amount` is what it was to give back


@dataclass(frozen=True)
class PaymentPage:
    address: str  # for a link
    reference: str = ""  # the provider's own number; handed back to it in later questions


@dataclass(frozen=True)
class PaymentNotice:
    answer: PaymentAnswer
    nonce: str  # the portal refuses one that it has seen


class PaymentProvider(Protocol):
    """With its own pages: no card number reaches the portal. Raises AdapterError without a valid answer."""

    name: str

    def begin(self, order: PaymentOrder) -> PaymentPage:
        """The same page for the same number, also with another title or return address."""

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentNotice | None:
        """None: genuine, but about nothing of ours. `headers` in lower case. Raises AdapterError NOTICE_UNSIGNED,
        NOTICE_OLD or NOTICE_MALFORMED, all permanent."""

    def status(self, number: str, reference: str) -> PaymentAnswer:
        """Raises AdapterError ORDER_UNKNOWN (permanent)."""

    def refund(self, number: str, reference: str, amount: int, key: str) -> PaymentAnswer:
        """Gives `amount` back, once per `key`. The answer is `refunded`, with the whole amount, when all is back,
        else `paid`."""

    def ready(self) -> bool: ...
