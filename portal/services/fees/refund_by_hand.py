"""The provider is not asked again."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.own_case import demand_review
from portal.services.fees.refund_payment import move_payment
from portal.services.fees.settle_payment import PROVIDER, UNANSWERED_AFTER
from portal.services.shared.needs import Basics, HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.fees import payments
from portal.store.fees.payments import PaymentEventRow, PaymentRow

BY_HAND = "refund_by_hand"


def leave_to_staff(installation: Basics, unit: Unit, row: PaymentRow) -> bool:
    """Once the provider has been gone for a day."""
    now = to_micro(installation.clock.now())
    if row.changed_at > to_micro(installation.clock.now() - UNANSWERED_AFTER):
        return False
    payments.lock(unit, row.application_id)
    if not payments.settle(unit, row, BY_HAND, row.reference, now):
        return False
    event = PaymentEventRow(row.id, now, str(PROVIDER), "refund", "PROVIDER_GONE", row.amount, row.state, BY_HAND)
    payments.add_event(unit, event)
    detail = f"{row.number} {BY_HAND}"
    write_audit(installation, unit, PROVIDER, "settle payment", application_id=row.application_id, detail=detail)
    return True


def refund_by_hand(installation: HasPayments, unit: Unit, member: Member, case: Case, number: str, how: str) -> None:
    """Raises NotAllowed, OwnCase; Conflict unless it waits for staff."""
    demand_review(installation, unit, member, case)
    payments.lock(unit, case.row.id)
    row = payments.by_number(unit, number)
    if row is None or row.application_id != case.row.id or row.state not in (BY_HAND, "mismatch"):
        raise Conflict("payment")
    move_payment(installation, unit, case, row, "refunded", "refund by hand", member.actor, how)
