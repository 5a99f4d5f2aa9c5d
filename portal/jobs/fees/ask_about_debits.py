"""Settles registrations for 口座振替 without callback."""

from integrations.sockets.interfaces import AdapterError
from portal.clock import to_micro
from portal.jobs import Job
from portal.logs import log
from portal.services.fees.settle_debit import ask_service
from portal.services.shared.installation import Installation
from portal.store.fees import debits

_PATIENCE = 60_000_000  # microseconds


def ask_about_debits(installation: Installation) -> int:
    # No transaction is open during calls.
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        rows = debits.to_ask(unit, now - _PATIENCE)
    settled = 0
    for row in rows:
        with installation.database.change() as unit:
            mine = debits.asked(unit, row, now)
        try:
            settled += mine and ask_service(installation, row)
        except AdapterError as failed:
            log.warning("debit", code=failed.code)
            if not failed.permanent:
                break
    return settled


JOB = Job("ask_about_debits", 60, ask_about_debits, asks_neighbour=True)
