"""Asks the provider about orders whose call back never came, ends those that nobody paid, sees refunds through,
and leaves those to staff whose provider is gone."""

from integrations.interfaces import AdapterError
from portal.clock import to_micro
from portal.logs import log
from portal.services.installation import Installation
from portal.services.refund_by_hand import leave_to_staff
from portal.services.refund_payment import give_back
from portal.services.settle_payment import ask_provider, expired, is_gone, settle_payment
from portal.store import payments
from portal.store.payments import PaymentRow

_PATIENCE = 30_000_000  # microseconds: most calls come within seconds


def ask_about_payments(installation: Installation) -> int:
    """How many were settled. Nothing is held open while the provider thinks; where it does not answer the others wait for
    the next round, which begins with them."""
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        rows = payments.to_ask(unit, now - _PATIENCE)
    settled = 0
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
        return _leave(installation, row) if is_gone(installation, row) else give_back(installation, row)
    answer = ask_provider(installation, row)
    with installation.database.write() as unit:
        done = settle_payment(installation, unit, expired(installation, row, answer), "answer")
        unit.commit()
    return done


def _leave(installation: Installation, row: PaymentRow) -> bool:
    with installation.database.write() as unit:
        done = leave_to_staff(installation, unit, row)
        unit.commit()
    return done
