"""Money that goes back past the provider: it was switched off, or will not. Staff pay it out themselves and say how; nobody asks
the provider from then on, so that it does not go back twice."""

from datetime import timedelta

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.own_case import demand_review
from portal.services.refund_payment import move_payment
from portal.services.rights import Member
from portal.services.settle_payment import PROVIDER
from portal.services.write_audit import write_audit
from portal.store import payments
from portal.store.payments import PaymentEventRow, PaymentRow

BY_HAND = "refund_by_hand"
# A provider that is away because of a slip in the settings comes back before.
GONE = timedelta(days=1)


def leave_to_staff(installation: Installation, unit: Unit, row: PaymentRow) -> bool:
    """Of a provider that there is not any more, once a day has gone by; whether it is theirs now. The caller commits."""
    now = to_micro(installation.clock.now())
    if row.changed_at > to_micro(installation.clock.now() - GONE):
        return False
    payments.lock(unit, row.application_id)
    if not payments.settle(unit, row, BY_HAND, row.reference, now):
        return False
    event = PaymentEventRow(row.id, now, str(PROVIDER), "refund", "PROVIDER_GONE", row.amount, row.state, BY_HAND)
    payments.add_event(unit, event)
    detail = f"{row.number} {BY_HAND}"
    write_audit(installation, unit, PROVIDER, "settle payment", application_id=row.application_id, detail=detail)
    return True


def refund_by_hand(installation: Installation, unit: Unit, member: Member, case: Case, number: str, how: str) -> None:
    """`how`: in their words. NotAllowed without the right for the duty; OwnCase; Conflict unless it waits for staff."""
    demand_review(installation, unit, member, case)
    payments.lock(unit, case.row.id)
    row = payments.by_number(unit, number)
    if row is None or row.application_id != case.row.id or row.state not in (BY_HAND, "mismatch"):
        raise Conflict("payment")
    move_payment(installation, unit, case, row, "refunded", "refund by hand", member.actor, how)
