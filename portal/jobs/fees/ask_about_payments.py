"""Settles orders without callback, completes refunds."""

from integrations.sockets.interfaces import AdapterError
from portal.clock import to_micro
from portal.jobs import Job
from portal.logs import log
from portal.services.cases.parts import parts_of
from portal.services.fees.refund_by_hand import leave_to_staff
from portal.services.fees.refund_part import give_part
from portal.services.fees.refund_payment import give_back
from portal.services.fees.settle_payment import ask_provider, expired, lost_provider, settle_payment
from portal.services.shared.installation import Installation
from portal.store.fees import payments
from portal.store.fees.payments import PaymentRow

_PATIENCE = 30_000_000  # microseconds: most callbacks come within seconds


def ask_about_payments(installation: Installation) -> int:
    """No transaction is open during calls."""
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        rows = payments.to_ask(unit, now - _PATIENCE)
        approved = [
            (row, part)
            for row in payments.with_approved_part(unit)
            for part in parts_of(payments.events(unit, row.id))
            if part.state == "approved"
        ]
    settled = 0
    try:
        settled += sum(give_part(installation, row, part) for row, part in approved)
    except AdapterError as failed:
        log.warning("refund", code=failed.code)
    for row in rows:
        with installation.database.write() as unit:
            mine = payments.asked(unit, row, now)
            unit.commit()
        try:
            settled += mine and _ask(installation, row)
        except AdapterError as failed:
            log.warning("payment", code=failed.code)
            if not failed.permanent:
                break
    return settled


def _ask(installation: Installation, row: PaymentRow) -> bool:
    if row.state == "refund_asked":
        return _leave(installation, row) if lost_provider(installation.payments, row) else give_back(installation, row)
    answer = ask_provider(installation.payments, row)
    with installation.database.write() as unit:
        done = settle_payment(installation, unit, expired(installation.clock, row, answer), "answer")
        unit.commit()
    return done


def _leave(installation: Installation, row: PaymentRow) -> bool:
    with installation.database.write() as unit:
        done = leave_to_staff(installation, unit, row)
        unit.commit()
    return done


JOB = Job("ask_about_payments", 20, ask_about_payments, asks_neighbour=True)
