"""Asks the provider about orders whose call back never came, ends those that nobody paid, and sees refunds through."""

from portal.clock import to_micro
from portal.services.installation import Installation
from portal.services.refund_payment import give_back
from portal.services.settle_payment import ask_provider, expired, settle_payment
from portal.store import payments

_PATIENCE = 30_000_000  # microseconds: most calls come within seconds


def ask_about_payments(installation: Installation) -> int:
    """How many were settled. Nothing is held open while the provider thinks."""
    if installation.payments is None:
        return 0
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        rows = payments.to_ask(unit, now - _PATIENCE)
        for row in rows:
            payments.asked(unit, row.id, now)
        unit.commit()
    settled = 0
    for row in rows:
        if row.state == "refund_asked":
            settled += give_back(installation, row)
            continue
        answer = ask_provider(installation, row)
        if answer is None:
            continue
        with installation.database.write() as unit:
            settled += settle_payment(installation, unit, expired(installation, row, answer), "answer")
            unit.commit()
    return settled
