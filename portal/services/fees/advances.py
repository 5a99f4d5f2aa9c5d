from collections.abc import Sequence
from dataclasses import dataclass

from forms.definition.procedure import Procedure
from forms.definition.terms import BEFORE_SENDING
from forms.path.consequences import fee_amount
from forms.path.path import Path
from portal.clock import to_micro
from portal.db import Unit
from portal.services.filing.drafts import Draft, draft_path
from portal.services.shared.needs import Basics, HasPayments
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.fees import advances
from portal.store.fees.advances import AdvanceEventRow, AdvanceRow

# Money came and goes back, or went: such an order no longer counts for the draft.
RETURNS = ("refund_asked", "refund_by_hand", "refunded")
_COUNTS = ("mismatch", "paid", "open")


@dataclass(frozen=True)
class Ahead:
    amount: int  # yen due before sending; 0: nothing
    order: AdvanceRow | None  # that counts
    returning: tuple[AdvanceRow, ...]

    @property
    def state(self) -> str:
        # A key `advance.state.<state>`.
        if self.order is None:
            return "asked" if self.amount else "nothing"
        if self.order.state == "paid":
            return "paid" if self.order.amount == self.amount else "other"
        if self.order.state == "mismatch":
            return "mismatch"
        return self.order.state if self.amount else "nothing"

    @property
    def unpaid(self) -> bool:
        # Sending leads to its page.
        return self.amount > 0 and self.state != "paid"

    @property
    def payable(self) -> bool:
        return self.state in ("asked", "open", "failed", "cancelled", "expired")


def sum_before_sending(installation: HasPayments, procedure: Procedure, path: Path, door: str) -> int:
    # Yen; 0 where it is paid as `before`: without a provider, an amount, or on another door.
    if procedure.fee.paid != BEFORE_SENDING or installation.payments is None or door != "online":
        return 0
    return fee_amount(procedure, path) or 0


def is_paid_ahead(unit: Unit, draft_id: str, amount: int) -> bool:
    return any(row.state == "paid" and row.amount == amount for row in advances.of_draft(unit, draft_id))


def fee_ahead(installation: HasPayments, unit: Unit, draft: Draft) -> Ahead | None:
    # None: nothing is due before sending, and nothing was paid.
    if draft.bundle or draft.procedure.fee.amount is None:
        return None
    amount = 0
    if draft.procedure.fee.paid == BEFORE_SENDING and installation.payments is not None:
        amount = sum_before_sending(installation, draft.procedure, draft_path(installation, draft), draft.row.door)
    ahead = _of_rows(amount, advances.of_draft(unit, draft.id))
    return None if ahead.state == "nothing" and not ahead.returning else ahead


def _of_rows(amount: int, rows: Sequence[AdvanceRow]) -> Ahead:
    # The newest first. What ended without money counts only as the last attempt.
    counting = (row for state in _COUNTS for row in rows if row.state == state)
    order = next(counting, rows[0] if rows and rows[0].state not in RETURNS else None)
    return Ahead(amount, order, tuple(row for row in rows if row.state in RETURNS))


def move_advance(
    installation: Basics, unit: Unit, row: AdvanceRow, state: str, act: str, actor: Actor, reported: str = ""
) -> bool:
    # False if it no longer matches `row`.
    now = to_micro(installation.clock.now())
    if not advances.settle(unit, row, state, row.reference, now):
        return False
    event = AdvanceEventRow(row.id, now, str(actor), act, reported or state, row.amount, row.state, state)
    advances.add_event(unit, event)
    write_audit(installation, unit, actor, f"{act} advance", detail=f"{row.number} {state}")
    return True
