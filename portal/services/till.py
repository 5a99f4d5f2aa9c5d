"""The till of a counter: what was taken and given back there today goes in, once; a day that is counted takes nothing more."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.sealing import new_sealer
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.store import tills
from portal.store.payments import PaymentRow
from portal.store.tills import CASH, CASHLESS, OPEN, RETURNED, TAKEN, DayRow, EntryRow, OrderRow

TAKES = "take fee"


def open_till(installation: Installation, unit: Unit, place: str, day: str) -> DayRow:
    """The row of this counter and day, made where there is none."""
    found = tills.day_of(unit, place, day)
    if found is not None:
        return found
    box, stored = new_sealer(installation.keys, f"till:{place}:{day}")
    tills.begin(
        unit, DayRow(0, place, day, OPEN, 0, 0, stored.key_id, stored.wrapped, box.seal("note", ""), None, None, None, None)
    )  # fmt: skip
    made = tills.day_of(unit, place, day)
    if made is None:
        raise Conflict("till")
    return made


def is_open(installation: Installation, unit: Unit, place: str) -> bool:
    """Whether today's till of this counter takes anything more."""
    found = tills.day_of(unit, place, installation.clock.today().isoformat())
    return found is None or found.state == OPEN


def put_in_till(
    installation: Installation, unit: Unit, staff_id: int, place: str, kind: str, method: str, payment: PaymentRow,
    receipt_number: str,
) -> None:  # fmt: skip
    """Of today. Conflict where its day is counted. The same money twice stands there once."""
    day, now = installation.clock.today().isoformat(), to_micro(installation.clock.now())
    open_till(installation, unit, place, day)
    row = EntryRow(0, place, day, kind, method, payment.amount, payment.number, receipt_number, staff_id, now)
    if tills.add(unit, row) is None:
        raise Conflict("till")


def return_from_till(installation: Installation, unit: Unit, member: Member, payment: PaymentRow) -> None:
    """Cash goes back where it was taken. What no till knows (納付書, or taken at the desk) leaves none. Conflict where today's till
    there is counted."""
    for entry in tills.of_payment(unit, payment.number):
        if (entry.kind, entry.method) == (TAKEN, CASH):
            put_in_till(installation, unit, member.id, entry.place, RETURNED, CASH, payment, entry.receipt_number)


def note_orders(installation: Installation, unit: Unit, place: str) -> None:
    """What the provider told since of the orders that were begun here goes into today's till; where that is counted, into the
    next one. The caller commits."""
    if not is_open(installation, unit, place):
        return
    day, now = installation.clock.today().isoformat(), to_micro(installation.clock.now())
    for order, amount, kind in tills.to_note(unit, place):
        open_till(installation, unit, place, day)
        tills.add(
            unit,
            EntryRow(0, place, day, kind, CASHLESS, amount, order.payment_number, order.receipt_number, order.staff_id, now),
        )  # fmt: skip


def order_at(
    installation: Installation, unit: Unit, member: Member, place: str, payment: PaymentRow, receipt: str
) -> None:
    """An order begun at this counter."""
    now = to_micro(installation.clock.now())
    tills.order(unit, OrderRow(payment.number, place, receipt, member.id, now))
