from forms.path.consequences import fee_amount
from portal.db import Unit
from portal.errors import Conflict, required
from portal.services.fees.advances import is_paid_ahead, move_advance, sum_before_sending
from portal.services.filing.arrival import Arrived, Candidate, Sent
from portal.services.shared.needs import Basics, HasPayments
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.fees import advances, payments
from portal.store.fees.advances import AdvanceRow
from portal.store.fees.payments import PaymentEventRow, PaymentRow

ARRIVAL = Actor("system", "arrival")


def demand_advance(installation: HasPayments, unit: Unit, candidate: Candidate) -> Sent | None:
    draft, path = candidate.draft, candidate.path
    amount = sum_before_sending(installation, candidate.procedure, path, draft.row.door)
    if not amount:
        return None
    advances.lock(unit, draft.id)  # nothing goes back between this look and the arrival
    return None if is_paid_ahead(unit, draft.id, amount) else Sent("", path, unpaid=True)


def use_advance(installation: Basics, unit: Unit, arrived: Arrived) -> None:
    # What is not the amount that is due goes back.
    advances.lock(unit, arrived.draft.id)
    due = fee_amount(arrived.procedure, arrived.path)
    used = False
    for row in advances.of_draft(unit, arrived.draft.id):
        if row.state != "paid":
            continue
        if not used and due in (None, row.amount):
            _become_payment(installation, unit, row, arrived)
            used = True
        else:
            move_advance(installation, unit, row, "refund_asked", "return", ARRIVAL)


def _become_payment(installation: Basics, unit: Unit, row: AdvanceRow, arrived: Arrived) -> None:
    # Raises Conflict: nothing of this arrival is stored then.
    application_id = arrived.application_id
    payment = PaymentRow(
        0, row.number, application_id, row.amount, row.currency, row.state, row.provider, row.reference, row.ends_at,
        row.asked_at, row.made_at, row.changed_at,
    )  # fmt: skip
    payment_id = required(payments.add(unit, payment), Conflict("payment"))
    for event in advances.events(unit, row.id):
        values = {name: value for name, value in vars(event).items() if name != "advance_id"}
        if not payments.add_event(unit, PaymentEventRow(payment_id, **values)):
            raise Conflict("payment")
    if not advances.remove_paid(unit, row.id):
        raise Conflict("payment")
    used = PaymentEventRow(payment_id, arrived.now, str(ARRIVAL), "use advance", "used", row.amount, "paid", "paid")
    payments.add_event(unit, used)
    write_audit(installation, unit, ARRIVAL, "use advance", application_id=application_id, detail=row.number)
