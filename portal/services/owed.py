"""手数料: what an application owes, until when, and how its payment stands. A hold beside the state: arrival and period are
as they are, paid or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forms.consequences import fee_amount
from forms.kind import IN_VAIN, KINDS
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.store import payments
from portal.store.payments import PaymentRow

# Of several orders, the one that says how it stands: what somebody has to look at, then money that is there, then that is not.
_TELLS = ("mismatch", "refund_by_hand", "paid", "refund_asked", "open", "refunded", "failed", "cancelled", "expired")
_MOVED = frozenset({"paid", "mismatch", "refund_asked", "refund_by_hand", "refunded"})
_GOOD = frozenset({"approved", "partly", "accepted", "done"})


@dataclass(frozen=True)
class Owed:
    """`asked`: it is to be paid now, here, until `until`. `online`: there is a provider. `later`: it is paid when the thing
    is handed over, or not asked for yet. `payment` tells how it stands, None before the first order. `ended`: so that nothing
    came of the application."""

    amount: int
    paid_when: str
    asked: bool
    online: bool
    until: date
    payment: PaymentRow | None
    ended: bool = False

    @property
    def in_vain(self) -> bool:
        """It was paid, and nothing came of it: somebody has to decide whether it goes back."""
        return self.ended and self.payment is not None and self.payment.state in ("paid", "mismatch")

    @property
    def paid(self) -> bool:
        return self.payment is not None and self.payment.state == "paid"

    @property
    def state(self) -> str:
        """In the words of the pages: `pay.state.<state>`."""
        payment = self.payment
        if payment is not None and payment.state in _MOVED:
            return payment.state
        if not self.asked:
            return "on_delivery" if self.paid_when == "on_delivery" else "not_yet"
        if not self.online:
            return "counter"
        return payment.state if payment is not None else "asked"

    @property
    def differs(self) -> bool:
        """What was paid is not what the answers ask for now: a correction changed it."""
        return self.payment is not None and self.payment.state == "paid" and self.payment.amount != self.amount


def owed(installation: Installation, unit: Unit, case: Case) -> Owed | None:
    """None where nothing has to be paid, and nothing was."""
    return owed_of(installation, case, payments.of_application(unit, case.row.id))


def owed_of(installation: Installation, case: Case, rows: Sequence[PaymentRow]) -> Owed | None:
    """`rows`: its orders, the first one first."""
    ended = case.row.state in IN_VAIN
    if ended and not any(row.state in _MOVED for row in rows):
        return None  # nobody pays for what they did not get
    amount = 0 if case.procedure.fee.amount is None else fee_amount(case.procedure, case.path) or 0
    if not rows and amount == 0:
        return None
    payment = min(reversed(rows), key=lambda row: _TELLS.index(row.state), default=None)
    days = timedelta(days=installation.settings.payment_days)
    begins = case.arrival_day
    if case.procedure.fee.paid == "later" and case.row.decided_at is not None:
        begins = tokyo_day(from_micro(case.row.decided_at))
    return Owed(
        amount, case.procedure.fee.paid, amount > 0 and _asked(case), installation.payments is not None, begins + days,
        payment, ended,
    )  # fmt: skip


def _asked(case: Case) -> bool:
    """Before the city works on it, or when it has said yes. Nobody pays for what they did not get."""
    ended_well = case.row.state in _GOOD
    open_ = case.row.decided_at is None and case.row.state not in KINDS[case.row.kind].outcomes
    match case.procedure.fee.paid:
        case "before":
            return open_ or ended_well
        case "later":
            return ended_well
        case _:
            return False
