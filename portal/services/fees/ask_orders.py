# What a provider's callbacks did not say is asked, and refunds are given.

from collections.abc import Callable, Iterable
from typing import TypeVar

from integrations.sockets.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Unit
from portal.logs import log
from portal.services.fees.settle_order import settle_order
from portal.services.fees.settle_payment import Order, ask_provider, expired, lost_provider
from portal.services.shared.needs import HasPayments

Row = TypeVar("Row", bound=Order)


def ask_orders(
    installation: HasPayments, rows: Iterable[Row], asked: Callable[[Unit, Row, int], bool],
    give_back: Callable[[HasPayments, Row], bool], leave_to_staff: Callable[[HasPayments, Unit, Row], bool],
) -> int:  # fmt: skip
    # No transaction is open during calls. `asked`: whether this process may ask now. The first that gets no response
    # ends the round.
    settled, now = 0, to_micro(installation.clock.now())
    for row in rows:
        with installation.database.change() as unit:
            mine = asked(unit, row, now)
        try:
            settled += mine and _ask(installation, row, give_back, leave_to_staff)
        except AdapterError as failed:
            log.warning("payment", code=failed.code)
            if not failed.permanent:
                break
    return settled


def _ask(
    installation: HasPayments, row: Row, give_back: Callable[[HasPayments, Row], bool],
    leave_to_staff: Callable[[HasPayments, Unit, Row], bool],
) -> bool:  # fmt: skip
    if row.state == "refund_asked" and not lost_provider(installation.payments, row):
        return give_back(installation, row)
    answer = None if row.state == "refund_asked" else ask_provider(installation.payments, row)
    with installation.database.change() as unit:
        if answer is None:
            done = leave_to_staff(installation, unit, row)
        else:
            done = settle_order(installation, unit, expired(installation.clock, row, answer), "answer")
    return done
