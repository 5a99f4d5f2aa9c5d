"""Transfer state, by key."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, or_, select, update

from portal.db import Unit
from portal.models.courier.courier_item import CourierItem
from portal.store.statements import by, every, exactly, one, put_into, rows, run, sql


@dataclass(frozen=True)
class ItemRow:
    """0 or "" before the first transfer."""

    key: str
    content: str = ""
    sent_step: int = 0
    sent_mark: str = ""
    sent_in: int = 0
    sent_at: int = 0
    there_step: int = 0
    taken_step: int = 0
    owes: bool = False


_item = CourierItem.table
# '0' follows '/': every key that begins with the kind.
_KIND = and_(_item.c.key >= bindparam("first"), _item.c.key < bindparam("last"))
_OF = sql(rows(ItemRow, CourierItem).where(by(_item.c.key)))
_KEEP = sql(put_into(CourierItem, ItemRow))
_EVERY = sql(rows(ItemRow, CourierItem).where(_KIND).order_by(_item.c.key))
_UNACKNOWLEDGED = sql(
    rows(ItemRow, CourierItem)
    .where(_KIND, or_(_item.c.sent_step == 0, _item.c.there_step < _item.c.sent_step))
    .order_by(_item.c.key)
)
_COUNT = sql(select(func.count()).select_from(_item).where(_KIND), int)
_OWING = sql(select(_item.c.key, _item.c.taken_step).where(_item.c.owes).order_by(_item.c.key).limit(bindparam("most")))
_CLEAR_OWED = sql(update(_item).where(by(_item.c.key), _item.c.taken_step == bindparam("step")).values(owes=False))
_MARK_RECEIVED = sql(
    update(_item)
    .where(by(_item.c.key), _item.c.there_step < bindparam("step"), _item.c.sent_step >= bindparam("step"))
    .values(there_step=bindparam("step"))
)


def of(unit: Unit, key: str) -> ItemRow | None:
    return one(unit, _OF, key=key)


def keep(unit: Unit, row: ItemRow) -> None:
    run(unit, _KEEP, vars(row))


def unacknowledged(unit: Unit, kind: str) -> list[ItemRow]:
    return every(unit, _UNACKNOWLEDGED, first=f"{kind}/", last=f"{kind}0")


def every_of(unit: Unit, kind: str) -> list[ItemRow]:
    return every(unit, _EVERY, first=f"{kind}/", last=f"{kind}0")


def count(unit: Unit, kind: str) -> int:
    return exactly(unit, _COUNT, first=f"{kind}/", last=f"{kind}0")


def owing(unit: Unit, most: int) -> list[tuple[str, int]]:
    return every(unit, _OWING, most=most)


def clear_acknowledgements(unit: Unit, acknowledged: Sequence[tuple[str, int]]) -> None:
    run(unit, _CLEAR_OWED, [{"key": key, "step": step} for key, step in acknowledged])


def mark_received(unit: Unit, key: str, step: int) -> None:
    run(unit, _MARK_RECEIVED, {"key": key, "step": step})
