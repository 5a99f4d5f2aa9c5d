from dataclasses import dataclass

from sqlalchemy import and_, bindparam, case, func, literal, or_, select, update

from portal.db import Unit
from portal.models.fees.payment import Payment
from portal.models.fees.payment_event import PaymentEvent
from portal.models.fees.till_day import TillDay
from portal.models.fees.till_entry import TillEntry
from portal.models.fees.till_order import TillOrder
from portal.store.fees.payments import PART_DONE
from portal.store.statements import bound, by, columns, every, insert_into, one, rows, run, sql

OPEN, COUNTED, CLOSED = "open", "counted", "closed"
TAKEN, RETURNED = "taken", "returned"
CASH, CASHLESS = "cash", "cashless"


@dataclass(frozen=True)
class DayRow:
    """Whole yen."""

    id: int
    place: str
    day: str
    state: str
    entries: int
    counted: int
    key_id: str
    wrapped_key: bytes
    sealed_note: bytes
    counted_by: int | None
    counted_at: int | None
    closed_by: int | None
    closed_at: int | None


@dataclass(frozen=True)
class EntryRow:
    id: int
    place: str
    day: str
    kind: str
    method: str
    amount: int
    payment_number: str
    receipt_number: str
    staff_id: int
    at: int


@dataclass(frozen=True)
class OrderRow:
    payment_number: str
    place: str
    receipt_number: str
    staff_id: int
    made_at: int


_day = TillDay.table
_entry = TillEntry.table
_order = TillOrder.table
_payment = Payment.table
_BEGIN = sql(
    insert_into(TillDay, DayRow, but=("id",)).on_conflict_do_nothing(index_elements=[_day.c.place, _day.c.day])
)
_OF = sql(rows(DayRow, TillDay).where(by(_day.c.place, _day.c.day)))
_UNSIGNED = sql(
    rows(DayRow, TillDay)
    .where(_day.c.state != CLOSED, _day.c.day < bindparam("day"))
    .order_by(_day.c.day, _day.c.place)
)
# _COUNT compares `entries`, so that of a concurrent entry and count one sees the other.
_GROW = sql(update(_day).where(by(_day.c.place, _day.c.day), _day.c.state == OPEN).values(entries=_day.c.entries + 1))
_COUNT = sql(
    update(_day)
    .where(by(_day.c.id, _day.c.entries), _day.c.state == OPEN)
    .values(
        bound("counted")
        | {
            "state": COUNTED,
            "sealed_note": bindparam("note"),
            "counted_by": bindparam("staff"),
            "counted_at": bindparam("now"),
        }
    )
)
_AGAIN = sql(
    update(_day).where(by(_day.c.id), _day.c.state == COUNTED).values(state=OPEN, counted_by=None, counted_at=None)
)
_CLOSE = sql(
    update(_day)
    .where(by(_day.c.id, _day.c.sealed_note), _day.c.state == COUNTED, _day.c.counted_by != bindparam("staff"))
    .values(state=CLOSED, closed_by=bindparam("staff"), closed_at=bindparam("now"))
)
_ADD = sql(
    insert_into(TillEntry, EntryRow, but=("id",)).on_conflict_do_nothing(
        index_elements=[_entry.c.payment_number, _entry.c.kind]
    )
)
_ENTRIES = sql(rows(EntryRow, TillEntry).where(by(_entry.c.place, _entry.c.day)).order_by(_entry.c.id))
_CASHLESS = sql(
    rows(EntryRow, TillEntry)
    .where(_entry.c.method == CASHLESS, _entry.c.day >= bindparam("since"), _entry.c.day <= bindparam("until"))
    .order_by(_entry.c.id)
)
_OF_PAYMENT = sql(rows(EntryRow, TillEntry).where(_entry.c.payment_number == bindparam("number")).order_by(_entry.c.id))
_ORDERED = sql(insert_into(TillOrder, OrderRow).on_conflict_do_nothing(index_elements=[_order.c.payment_number]))
# Orders that the provider reports as paid without an entry `taken` in a till, or as refunded without an entry
# `returned`.
_taken, _returned = _entry.alias("taken"), _entry.alias("returned")
_event = PaymentEvent.table
_in_parts = (
    select(func.coalesce(func.sum(_event.c.amount), 0))
    .where(_event.c.payment_id == _payment.c.id, _event.c.what == PART_DONE)
    .scalar_subquery()
)
_TO_NOTE = sql(
    select(
        *columns(OrderRow, TillOrder),
        case((_taken.c.id.is_(None), _payment.c.amount), else_=_payment.c.amount - _in_parts).label("amount"),
        case((_taken.c.id.is_(None), TAKEN), else_=RETURNED).label("kind"),
        _order.c.payment_number.label("number"),
    )
    .select_from(
        _order.join(_payment, _payment.c.number == _order.c.payment_number)
        .outerjoin(_taken, and_(_taken.c.payment_number == _order.c.payment_number, _taken.c.kind == TAKEN))
        .outerjoin(_returned, and_(_returned.c.payment_number == _order.c.payment_number, _returned.c.kind == RETURNED))
    )
    .where(
        by(_order.c.place),
        or_(
            and_(
                _taken.c.id.is_(None),
                _payment.c.state.in_(("paid", "refund_asked", "refund_by_hand", "refunded")),
            ),
            and_(_taken.c.id.is_not(None), _returned.c.id.is_(None), _payment.c.state == "refunded"),
        ),
    )
    .order_by(_order.c.made_at)
)
_PARTS_TO_NOTE = sql(
    select(*columns(OrderRow, TillOrder), _event.c.amount, literal(RETURNED), _event.c.report)
    .select_from(
        _order.join(_payment, _payment.c.number == _order.c.payment_number)
        .join(_event, and_(_event.c.payment_id == _payment.c.id, _event.c.what == PART_DONE))
        .outerjoin(_returned, _returned.c.payment_number == _event.c.report)
    )
    .where(by(_order.c.place), _returned.c.id.is_(None))
    .order_by(_event.c.id)
)


def day_of(unit: Unit, place: str, day: str) -> DayRow | None:
    return one(unit, _OF, place=place, day=day)


def unsigned_before(unit: Unit, day: str) -> list[DayRow]:
    return every(unit, _UNSIGNED, day=day)


def begin(unit: Unit, row: DayRow) -> None:
    run(unit, _BEGIN, vars(row))


def add(unit: Unit, row: EntryRow) -> bool | None:
    """None if the day is counted or closed, False if already entered."""
    if run(unit, _GROW, {"place": row.place, "day": row.day}).rowcount != 1:
        return None
    return run(unit, _ADD, vars(row)).rowcount == 1


def entries(unit: Unit, place: str, day: str) -> list[EntryRow]:
    return every(unit, _ENTRIES, place=place, day=day)


def cashless_between(unit: Unit, since: str, until: str) -> list[EntryRow]:
    return every(unit, _CASHLESS, since=since, until=until)


def of_payment(unit: Unit, number: str) -> list[EntryRow]:
    return every(unit, _OF_PAYMENT, number=number)


def count(unit: Unit, row: DayRow, counted: int, note: bytes, staff: int, now: int) -> bool:
    values = {"id": row.id, "entries": row.entries, "counted": counted, "note": note, "staff": staff, "now": now}
    return run(unit, _COUNT, values).rowcount == 1


def count_again(unit: Unit, row: DayRow) -> bool:
    return run(unit, _AGAIN, {"id": row.id}).rowcount == 1


def close(unit: Unit, row: DayRow, staff: int, now: int) -> bool:
    """Another member must have counted."""
    values = {"id": row.id, "sealed_note": row.sealed_note, "staff": staff, "now": now}
    return run(unit, _CLOSE, values).rowcount == 1


def order(unit: Unit, row: OrderRow) -> None:
    run(unit, _ORDERED, vars(row))


def to_note(unit: Unit, place: str) -> list[tuple[OrderRow, int, str, str]]:
    """(order, amount, taken or returned, number of the payment or its part)."""
    noted = [*every(unit, _TO_NOTE, place=place), *every(unit, _PARTS_TO_NOTE, place=place)]
    return [(OrderRow(*row[:5]), *row[5:8]) for row in noted]
