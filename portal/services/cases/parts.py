"""Parts of a payment that go back, as the payment's events record them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from portal.clock import from_micro
from portal.store.fees.payments import (
    PART_APPROVED,
    PART_BY_HAND,
    PART_DONE,
    PART_DROPPED,
    PART_FAILED,
    PART_PROPOSED,
    PART_REFUSED,
    PART_UNANSWERED,
    SHARE_BY_RULE,
    WHOLE_APPROVED,
    WHOLE_PROPOSED,
    PaymentEventRow,
)

_STATES = {
    PART_APPROVED: "approved", PART_DROPPED: "dropped", PART_DONE: "done", PART_REFUSED: "refused",
    PART_UNANSWERED: "unanswered", PART_BY_HAND: "by_hand", PART_FAILED: "failed",
    WHOLE_APPROVED: "whole",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    number: str  # random; the provider's idempotency key
    amount: int  # yen
    state: str  # proposed, approved, dropped, done, refused, unanswered, failed, by_hand; whole: the payment itself goes back
    proposed_by: str
    at: datetime
    changed_at: datetime
    whole: bool = False  # all that is left, while another person is waited for

    @property
    def ahead(self) -> bool:
        return self.state in ("proposed", "approved")

    @property
    def stuck(self) -> bool:
        # Staff have to see to it.
        return self.state in ("refused", "unanswered", "failed")


def parts_of(events: Iterable[PaymentEventRow]) -> tuple[Part, ...]:
    parts: dict[str, Part] = {}
    for event in events:
        if event.what in (PART_PROPOSED, WHOLE_PROPOSED):
            at, whole = from_micro(event.at), event.what == WHOLE_PROPOSED
            parts[event.report] = Part(event.report, event.amount, "proposed", event.actor, at, at, whole)
        elif event.what in _STATES and event.report in parts:
            state, at = _STATES[event.what], from_micro(event.at)
            parts[event.report] = replace(parts[event.report], state=state, changed_at=at)
    return tuple(parts.values())


def returned(parts: Iterable[Part]) -> int:
    return sum(part.amount for part in parts if part.state in ("done", "by_hand"))


@dataclass(frozen=True)
class Share:
    # What the city's rule decided of a booking that its person gave up.

    percent: int  # that goes back
    base: int  # yen, for the times that were given up


def shares_by_rule(events: Iterable[PaymentEventRow]) -> tuple[Share, ...]:
    return tuple(Share(int(event.report), event.amount) for event in events if event.what == SHARE_BY_RULE)


def settled(shares: Iterable[Share]) -> int:
    return sum(share.base for share in shares)
