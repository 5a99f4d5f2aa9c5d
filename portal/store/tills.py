"""Tills of counters: money taken and given back, by place and day, and days that were counted and signed off."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

OPEN, COUNTED, CLOSED = "open", "counted", "closed"
TAKEN, RETURNED = "taken", "returned"
CASH, CASHLESS = "cash", "cashless"


@dataclass(frozen=True)
class DayRow:
    """All instants are microseconds UTC, amounts whole yen."""

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


_DAY = "id, place, day, state, entries, counted, key_id, wrapped_key, sealed_note, counted_by, counted_at, closed_by, closed_at"
_ENTRY = "id, place, day, kind, method, amount, payment_number, receipt_number, staff_id, at"
_ORDER = "payment_number, place, receipt_number, staff_id, made_at"
_BEGIN = insert("till_day", *_DAY.split(", ")[1:], tail="ON CONFLICT (place, day) DO NOTHING")
_OF = sql(f"SELECT {_DAY} FROM till_day WHERE place = :place AND day = :day")
_UNSIGNED = sql(f"SELECT {_DAY} FROM till_day WHERE state <> 'closed' AND day < :day ORDER BY day, place")
# Who adds and who counts meet here: of two at once, one sees what the other did.
_GROW = sql("UPDATE till_day SET entries = entries + 1 WHERE place = :place AND day = :day AND state = 'open'")
_COUNT = sql(
    "UPDATE till_day SET state = 'counted', counted = :counted, sealed_note = :note, counted_by = :staff, counted_at = :now "
    "WHERE id = :id AND state = 'open' AND entries = :entries"
)
_AGAIN = sql(
    "UPDATE till_day SET state = 'open', counted_by = NULL, counted_at = NULL WHERE id = :id AND state = 'counted'"
)
_CLOSE = sql(
    "UPDATE till_day SET state = 'closed', closed_by = :staff, closed_at = :now "
    "WHERE id = :id AND state = 'counted' AND counted_by <> :staff"
)
_ADD = insert("till_entry", *_ENTRY.split(", ")[1:], tail="ON CONFLICT (payment_number, kind) DO NOTHING")
_ENTRIES = sql(f"SELECT {_ENTRY} FROM till_entry WHERE place = :place AND day = :day ORDER BY id")
_OF_PAYMENT = sql(f"SELECT {_ENTRY} FROM till_entry WHERE payment_number = :number ORDER BY id")
_ORDERED = insert("till_order", *_ORDER.split(", "), tail="ON CONFLICT (payment_number) DO NOTHING")
# What the provider told of since: paid and not in a till yet, or given back and not.
_TO_NOTE = sql(
    "SELECT o.payment_number, o.place, o.receipt_number, o.staff_id, o.made_at, p.amount, "
    "CASE WHEN t.id IS NULL THEN 'taken' ELSE 'returned' END AS kind "
    "FROM till_order o JOIN payment p ON p.number = o.payment_number "
    "LEFT JOIN till_entry t ON t.payment_number = o.payment_number AND t.kind = 'taken' "
    "LEFT JOIN till_entry r ON r.payment_number = o.payment_number AND r.kind = 'returned' "
    "WHERE o.place = :place AND ((t.id IS NULL AND p.state IN ('paid', 'refund_asked', 'refund_by_hand', 'refunded')) "
    "OR (t.id IS NOT NULL AND r.id IS NULL AND p.state = 'refunded')) ORDER BY o.made_at"
)


def day_of(unit: Unit, place: str, day: str) -> DayRow | None:
    row = one(unit, _OF, place=place, day=day)
    return DayRow(*row) if row else None


def unsigned_before(unit: Unit, day: str) -> list[DayRow]:
    """Days that went by and were not signed off."""
    return [DayRow(*row) for row in every(unit, _UNSIGNED, day=day)]


def begin(unit: Unit, row: DayRow) -> None:
    """Nothing where there is one; `row.id` is not looked at."""
    run(unit, _BEGIN, {name: value for name, value in vars(row).items() if name != "id"})


def add(unit: Unit, row: EntryRow) -> bool | None:
    """None where its day is counted or closed, False where this money stands somewhere already."""
    if run(unit, _GROW, {"place": row.place, "day": row.day}).rowcount != 1:
        return None
    return run(unit, _ADD, vars(row)).rowcount == 1


def entries(unit: Unit, place: str, day: str) -> list[EntryRow]:
    return [EntryRow(*row) for row in every(unit, _ENTRIES, place=place, day=day)]


def of_payment(unit: Unit, number: str) -> list[EntryRow]:
    return [EntryRow(*row) for row in every(unit, _OF_PAYMENT, number=number)]


def count(unit: Unit, row: DayRow, counted: int, note: bytes, staff: int, now: int) -> bool:
    """False if money came or went since `row` was read, or somebody counted it."""
    values = {"id": row.id, "entries": row.entries, "counted": counted, "note": note, "staff": staff, "now": now}
    return run(unit, _COUNT, values).rowcount == 1


def count_again(unit: Unit, row: DayRow) -> bool:
    """False once it is signed off."""
    return run(unit, _AGAIN, {"id": row.id}).rowcount == 1


def close(unit: Unit, row: DayRow, staff: int, now: int) -> bool:
    """False unless it is counted, and by somebody else."""
    return run(unit, _CLOSE, {"id": row.id, "staff": staff, "now": now}).rowcount == 1


def order(unit: Unit, row: OrderRow) -> None:
    run(unit, _ORDERED, vars(row))


def to_note(unit: Unit, place: str) -> list[tuple[OrderRow, int, str]]:
    """(order, amount, taken or returned) of this counter that no till has yet."""
    return [(OrderRow(*row[:5]), row[5], row[6]) for row in every(unit, _TO_NOTE, place=place)]
