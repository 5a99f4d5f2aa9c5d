from datetime import datetime, timedelta

from portal.clock import to_micro
from portal.jobs import Job
from portal.services.fees.ask_orders import ask_orders
from portal.services.fees.refund_advance import (
    give_advance_back,
    kept,
    leave_advance_to_staff,
    remind_unsent,
    return_unsent,
)
from portal.services.shared.installation import Installation
from portal.store.fees import advances
from portal.store.fees.advances import PaidRow

_PATIENCE = timedelta(seconds=30)  # most callbacks come within seconds
_ENDED_PATIENCE = timedelta(minutes=10)
_LATE = timedelta(hours=1)  # after its end, until which money of a lost callback is looked for
_REMINDED_AFTER = timedelta(minutes=30)


def watch_advances(installation: Installation) -> int:
    return _look_after_paid(installation) + _ask_all(installation)


def _look_after_paid(installation: Installation) -> int:
    # Each in a transaction of its own, which looks again.
    now, done, last = installation.clock.now(), 0, 0
    while rows := _paid(installation, now, last):
        for paid in rows:
            too_long = paid.advance.changed_at < to_micro(now - kept(installation.settings))
            with installation.database.change() as unit:
                act = return_unsent if too_long or not paid.has_draft else remind_unsent
                done += act(installation, unit, paid.advance.number)
        last = rows[-1].advance.id
    return done


def _paid(installation: Installation, now: datetime, last: int) -> list[PaidRow]:
    with installation.database.read() as unit:
        past = to_micro(now - kept(installation.settings))
        return advances.paid_and_unsent(unit, to_micro(now - _REMINDED_AFTER), past, last)


def _ask_all(installation: Installation) -> int:
    now = installation.clock.now()
    with installation.database.read() as unit:
        rows = advances.to_ask(unit, *(to_micro(now - past) for past in (_PATIENCE, _ENDED_PATIENCE, _LATE)))
    return ask_orders(installation, rows, advances.asked, give_advance_back, leave_advance_to_staff)


JOB = Job("watch_advances", 20, watch_advances, asks_neighbour=True)
