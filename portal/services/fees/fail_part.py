# A part that went back and came back to the provider: staff give it.

from integrations.sockets.payment_socket import PaymentAnswer
from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.parts import parts_of
from portal.services.fees.settle_payment import PROVIDER
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import write_audit
from portal.store.fees import payments
from portal.store.fees.payments import PART_FAILED, PaymentEventRow


def fail_part(installation: Basics, unit: Unit, answer: PaymentAnswer) -> bool | None:
    # None: it is of no part, or all went back, so that the order itself has to be seen to. False for a repeat.
    stored = payments.by_number(unit, answer.number)
    if stored is None:
        return None
    payments.lock(unit, stored.application_id)
    row = payments.by_number(unit, answer.number) or stored
    part = next((part for part in parts_of(payments.events(unit, row.id)) if part.number == answer.key), None)
    if part is None:
        return None
    new = False
    if part.state in ("approved", "done"):
        now, nonce = to_micro(installation.clock.now()), f"part {part.number} failed"
        event = PaymentEventRow(
            row.id, now, str(PROVIDER), PART_FAILED, part.number, part.amount, row.state, row.state, nonce
        )
        new = payments.add_event(unit, event)
    if new:
        detail = f"{row.number} {part.amount}"
        write_audit(installation, unit, PROVIDER, PART_FAILED, application_id=row.application_id, detail=detail)
    return None if row.state == "refunded" else new
