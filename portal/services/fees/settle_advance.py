# As `settle_payment`, of an order whose application is not sent.

from integrations.sockets.payment_socket import PaymentAnswer
from portal.clock import to_micro
from portal.db import Unit
from portal.services.fees.settle_payment import PROVIDER, failed_before, last_paid, state_after
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import write_audit
from portal.store.fees import advances
from portal.store.fees.advances import AdvanceEventRow, AdvanceRow
from portal.store.filing import drafts


def settle_advance(
    installation: Basics, unit: Unit, answer: PaymentAnswer, source: str, *, nonce: str | None = None
) -> bool | None:
    # None: there is no such advance, or it became a payment meanwhile.
    stored = advances.by_number(unit, answer.number)
    if stored is None:
        return None
    advances.lock(unit, stored.draft_id)
    row = advances.by_number(unit, answer.number)
    if row is None:
        return None  # sent while this waited
    state, now = _after(unit, row, answer), to_micro(installation.clock.now())
    if nonce is None and state == row.state:
        return False
    event = AdvanceEventRow(row.id, now, str(PROVIDER), source, answer.state, answer.amount, row.state, state, nonce)
    if not advances.add_event(unit, event):
        return False
    if state != row.state:
        advances.settle(unit, row, state, answer.reference or row.reference, now)
        write_audit(installation, unit, PROVIDER, "settle advance", detail=f"{row.number} {state}")
    return True


def _after(unit: Unit, row: AdvanceRow, answer: PaymentAnswer) -> str:
    def late() -> bool:
        others = (other for other in advances.of_draft(unit, row.draft_id) if other.id != row.id)
        return any(other.state == "paid" for other in others) or _is_over(unit, row)

    if failed_before(answer, advances.events(unit, row.id)):
        return row.state
    return state_after(row, answer, lambda: sum_received(unit, row), late)


def _is_over(unit: Unit, row: AdvanceRow) -> bool:
    # Sent, discarded or deleted.
    return drafts.by_id(unit, row.draft_id) is None


def sum_received(unit: Unit, row: AdvanceRow) -> int:
    return last_paid(row, advances.events(unit, row.id))
