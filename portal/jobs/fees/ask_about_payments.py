"""Settles orders without callback, completes refunds."""

from integrations.sockets.interfaces import AdapterError
from portal.clock import to_micro
from portal.jobs import Job
from portal.logs import log
from portal.services.cases.parts import parts_of
from portal.services.fees.ask_orders import ask_orders
from portal.services.fees.refund_by_hand import leave_to_staff
from portal.services.fees.refund_part import give_part
from portal.services.fees.refund_payment import give_back
from portal.services.shared.installation import Installation
from portal.store.fees import payments

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
    return settled + ask_orders(installation, rows, payments.asked, give_back, leave_to_staff)


JOB = Job("ask_about_payments", 20, ask_about_payments, asks_neighbour=True)
