"""Once counted it accepts no more."""

from integrations.sockets.interfaces import KeyStore
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import Conflict, Held, required
from portal.sealing import new_sealer
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.store.fees import tills
from portal.store.fees.payments import PaymentRow
from portal.store.fees.tills import CASH, CASHLESS, OPEN, RETURNED, TAKEN, DayRow, EntryRow, OrderRow

TAKES = "take fee"


def open_till(keys: KeyStore, unit: Unit, place: str, day: str) -> DayRow:
    row = tills.day_of(unit, place, day)
    if row is not None:
        return row
    box, stored = new_sealer(keys, f"till:{place}:{day}")
    tills.begin(
        unit, DayRow(0, place, day, OPEN, 0, 0, stored.key_id, stored.wrapped, box.seal("note", ""), None, None, None, None)
    )  # fmt: skip
    return required(tills.day_of(unit, place, day), Conflict("till"))


def is_open(clock: Clock, unit: Unit, place: str) -> bool:
    row = tills.day_of(unit, place, clock.today().isoformat())
    return row is None or row.state == OPEN


def put_in_till(
    installation: Records, unit: Unit, staff_id: int, place: str, kind: str, method: str, number: str, amount: int,
    receipt_number: str,
) -> None:  # fmt: skip
    """`number`: of the payment, or of its part. Raises Conflict if counted. Repeats are stored once."""
    day, now = installation.clock.today().isoformat(), to_micro(installation.clock.now())
    open_till(installation.keys, unit, place, day)
    row = EntryRow(0, place, day, kind, method, amount, number, receipt_number, staff_id, now)
    if tills.add(unit, row) is None:
        raise Conflict("till")


def return_from_till(
    installation: Records, unit: Unit, member: Member, payment: PaymentRow, amount: int, number: str
) -> None:
    """Ignores other payments (納付書, at the desk). Raises Held if counted."""
    for entry in tills.of_payment(unit, payment.number):
        if (entry.kind, entry.method) == (TAKEN, CASH):
            if not is_open(installation.clock, unit, entry.place):
                raise Held(("till",))
            put_in_till(
                installation, unit, member.id, entry.place, RETURNED, CASH, number, amount, entry.receipt_number
            )


def note_orders(installation: Records, unit: Unit, place: str) -> None:
    """To today's till, or the next if counted."""
    if not is_open(installation.clock, unit, place):
        return
    day, now = installation.clock.today().isoformat(), to_micro(installation.clock.now())
    for order, amount, kind, number in tills.to_note(unit, place):
        open_till(installation.keys, unit, place, day)
        tills.add(
            unit,
            EntryRow(0, place, day, kind, CASHLESS, amount, number, order.receipt_number, order.staff_id, now),
        )  # fmt: skip


def order_at(clock: Clock, unit: Unit, member: Member, place: str, payment: PaymentRow, receipt: str) -> None:
    now = to_micro(clock.now())
    tills.order(unit, OrderRow(payment.number, place, receipt, member.id, now))
