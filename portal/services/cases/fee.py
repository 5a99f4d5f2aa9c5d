"""手数料."""

# Arrival and periods do not depend on it.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forms.definition.budget import money_in
from forms.definition.kind import IN_VAIN, KINDS, WITHDRAWN
from forms.numbers.shop_payment import MOST_YEN
from forms.path.consequences import fee_amount
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.cases.before_use import before_use
from portal.services.cases.cases import Case
from portal.services.cases.parts import Part, Share, parts_of, returned, settled, shares_by_rule
from portal.services.cases.result import values_of
from portal.services.shared.needs import HasPayments
from portal.store.cases import results
from portal.store.fees import payments
from portal.store.fees.payments import BY_HAND, COUNTER, PaymentEventRow, PaymentRow
from portal.store.my_cases import withdrawals
from portal.store.my_cases.withdrawals import GRANTED

# Of several orders the first in this list counts: those that need staff, then received money, then the rest.
_PRECEDENCE = (
    "mismatch",
    "refund_by_hand",
    "paid",
    "refund_asked",
    "open",
    "refunded",
    "failed",
    "cancelled",
    "expired",
)
_MOVED = frozenset({"paid", "mismatch", "refund_asked", "refund_by_hand", "refunded"})
# Not while a payment may be in progress.
_WAITS = frozenset({"asked", "open", "failed", "cancelled", "expired", "counter"})
GOOD = frozenset({"approved", "partly", "accepted", "done"})


@dataclass(frozen=True)
class AmountDue:
    amount: int
    paid_when: str
    asked: bool  # due now
    online: bool
    until: date
    payment: PaymentRow | None
    ended: bool = False  # without success
    by_word: bool = (
        False  # of a withdrawal that staff alone recorded, of cash: one person would end the case and take it
    )
    parts: tuple[Part, ...] = ()  # that go back, or went
    shop: bool = False  # a convenience store takes so much for the city
    shares: tuple[Share, ...] = ()  # of times that were given up
    by_provider: bool = False  # what went back went through the provider alone
    worded: tuple[PaymentEventRow, ...] = ()  # what staff wrote about it

    @property
    def waits(self) -> bool:
        # For the applicant to pay.
        return self.state in _WAITS

    @property
    def has_slip(self) -> bool:
        """An open order might be paid too, and then twice."""
        return self.shop and not self.ended and self.state in ("asked", "failed", "cancelled", "expired", "counter")

    @property
    def again(self) -> bool:
        # Cash that went back, as it was recorded by mistake, may be taken again; the applicant is not asked for it.
        payment = self.payment
        cash = payment is not None and payment.provider == COUNTER and not payment.by_shop
        return cash and self.state == "refunded" and self.asked and not self.ended

    @property
    def returned(self) -> int:
        return returned(self.parts)

    @property
    def in_vain(self) -> bool:
        """Staff must decide on a refund."""
        if not self.ended or self.payment is None:
            return False
        return self.payment.state == "mismatch" or (self.payment.state == "paid" and self._unsettled > 0)

    @property
    def unowed(self) -> bool:
        # A person gives all of it back alone; where it is owed, a second one looks, as for a part.
        return self.nothing_due or self.state == "mismatch"

    @property
    def nothing_due(self) -> bool:
        return (self.ended and not self.by_word) or self.amount == 0

    @property
    def _unsettled(self) -> int:
        return 0 if self.payment is None else self.payment.amount - settled(self.shares)

    @property
    def by_rule(self) -> int | None:
        # The percentage that the last given up time gave back.
        return self.shares[-1].percent if self.shares else None

    @property
    def paid(self) -> bool:
        return self.payment is not None and self.payment.state == "paid"

    @property
    def paid_on(self) -> date | None:
        # Of what a store took, its file names another day than the one on which it was read.
        payment = self.payment
        return (
            None if payment is None or not self.paid or payment.by_shop else tokyo_day(from_micro(payment.changed_at))
        )

    @property
    def state(self) -> str:
        """A key `pay.state.<state>`."""
        payment = self.payment
        if payment is not None and payment.state in _MOVED:
            return payment.state
        if payment is not None and payment.by_shop and payment.state == "open":
            return "announced"  # 速報
        if not self.asked:
            return "on_delivery" if self.paid_when == "on_delivery" else "not_yet"
        if not self.online:
            return "counter"
        return payment.state if payment is not None and not payment.by_shop else "asked"

    @property
    def differs(self) -> bool:
        """After payment, by a correction."""
        return self.payment is not None and self.payment.state == "paid" and self._unsettled not in (0, self.amount)


def amount_due(installation: HasPayments, unit: Unit, case: Case) -> AmountDue | None:
    rows = payments.of_application(unit, case.row.id)
    fee = amount_due_of(installation, case, rows, amounts_decided(unit, [case]))
    if fee is None or fee.payment is None or not fee.payment.id:
        return fee
    events = payments.events(unit, fee.payment.id)
    parts, by_hand = parts_of(events), any(event.what == BY_HAND for event in events)
    went = fee.payment.state == "refunded" or (fee.paid and any(part.state == "done" for part in parts))
    by_provider = went and not by_hand and fee.payment.provider != COUNTER
    worded = tuple(event for event in events if event.sealed_words)
    by_word = (
        case.row.state == WITHDRAWN
        and fee.payment.provider == COUNTER
        and not any(row.answer == GRANTED for row in withdrawals.of_application(unit, case.row.id))
    )
    shares = shares_by_rule(events)
    return replace(fee, parts=parts, shares=shares, by_provider=by_provider, worded=worded, by_word=by_word)


def amounts_decided(unit: Unit, cases: Sequence[Case]) -> dict[int, int]:
    # By application, of those whose decision names the fee.
    named = {case.row.id: case for case in cases if case.procedure.fee.decided and case.row.state in GOOD}
    newest = results.newest_of(unit, list(named)) if named else {}
    amounts = {
        number: money_in(values_of(named[number], row), named[number].procedure.fee.decided)
        for number, row in newest.items()
    }
    return {number: amount for number, amount in amounts.items() if amount is not None}


def amount_due_of(
    installation: HasPayments, case: Case, rows: Sequence[PaymentRow], decided: Mapping[int, int]
) -> AmountDue | None:  # fmt: skip
    ended = case.row.state in IN_VAIN
    if ended and not any(row.state in _MOVED for row in rows):
        return None  # without delivery no fee is due
    amount = 0 if case.procedure.fee.amount is None else fee_amount(case.procedure, case.path) or 0
    # Who owes nothing by the answers (who buys a ticket in a shop) owes nothing by the decision.
    amount = decided.get(case.row.id, amount) if amount else 0
    if not rows and amount == 0:
        return None
    payment = min(reversed(rows), key=lambda row: _PRECEDENCE.index(row.state), default=None)
    days = timedelta(days=installation.settings.payment_days)
    begins = case.arrival_day
    if case.procedure.fee.paid == "later" and case.row.decided_at is not None:
        begins = tokyo_day(from_micro(case.row.decided_at))
    return AmountDue(
        amount, case.procedure.fee.paid, amount > 0 and _asked(case), installation.payments is not None,
        before_use(case.path, begins, begins + days), payment, ended, shop=bool(installation.settings.shop_payment_issuer) and amount <= MOST_YEN,
    )  # fmt: skip


def _asked(case: Case) -> bool:
    ended_well = case.row.state in GOOD
    open_ = case.row.decided_at is None and case.row.state not in KINDS[case.row.kind].outcomes
    match case.procedure.fee.paid:
        case "before" | "before_sending":
            return open_ or ended_well
        case "later":
            return ended_well
        case _:
            return False
