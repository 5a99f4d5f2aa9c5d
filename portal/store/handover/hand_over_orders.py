from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, or_, select, update

from portal.db import Unit
from portal.models.handover.export_batch import ExportBatch
from portal.models.handover.hand_over_order import HandOverOrder
from portal.store.statements import bound, by, columns, every, exactly, insert_into, one, run, sql

_LISTED = 20


@dataclass(frozen=True)
class OrderRow:
    id: int
    layout: str
    duty: str
    staff_id: int
    ordered_at: int
    expected: int
    examined: int
    claimed_at: int | None
    ended_at: int | None
    problem: str
    number: str  # of its batch, or ""


_order = HandOverOrder.table
_batch = ExportBatch.table
_OPEN = _order.c.ended_at.is_(None)
_READ = select(*columns(OrderRow, HandOverOrder, but=("number",)), func.coalesce(_batch.c.number, "")).select_from(
    _order.outerjoin(_batch, _batch.c.id == _order.c.batch_id)
)
_ADD = sql(
    insert_into(HandOverOrder, beside=("layout", "duty", "staff_id", "ordered_at", "expected"))
    .on_conflict_do_nothing(index_elements=[_order.c.layout, _order.c.duty], index_where=_OPEN)
    .returning(_order.c.id),
    int,
)
_BY_ID = sql(_READ.where(by(_order.c.id)), OrderRow)
_OPEN_ONE = sql(select(_order.c.id).where(_OPEN, by(_order.c.layout, _order.c.duty)), int)
# Those that ended without a batch are listed for a day: who ordered them may have left the page.
_LATEST = sql(
    _READ.where(
        _order.c.duty.in_(bindparam("duties")),
        or_(_OPEN, and_(_order.c.problem != "", _order.c.ended_at >= bindparam("since"))),
    )
    .order_by(_order.c.id.desc())
    .limit(_LISTED),
    OrderRow,
)
_FREE = and_(_OPEN, or_(_order.c.claimed_at.is_(None), _order.c.claimed_at <= bindparam("before")))
_NEXT = sql(_READ.where(_FREE).order_by(_order.c.id).limit(1), OrderRow)
_CLAIM = sql(update(_order).where(by(_order.c.id), _FREE).values(bound("claimed_at")))
_HERE = (_order.c.id == bindparam("id"), _OPEN, _order.c.claimed_at == bindparam("claim"))
_REPORT = sql(update(_order).where(*_HERE).values(bound("claimed_at", "examined")))
_END = sql(update(_order).where(*_HERE).values(bound("ended_at", "batch_id", "problem")))


def add(unit: Unit, *, layout: str, duty: str, staff_id: int, ordered_at: int, expected: int) -> int:
    """The open order of this layout and duty, new or not."""
    added = one(unit, _ADD, layout=layout, duty=duty, staff_id=staff_id, ordered_at=ordered_at, expected=expected)
    return exactly(unit, _OPEN_ONE, layout=layout, duty=duty) if added is None else added


def by_id(unit: Unit, order_id: int) -> OrderRow | None:
    return one(unit, _BY_ID, id=order_id)


def latest(unit: Unit, duties: Sequence[str], since: int) -> list[OrderRow]:
    """Open ones, and later ends without a batch; latest first."""
    return every(unit, _LATEST, duties=duties, since=since)


def next_of(unit: Unit, before: int) -> OrderRow | None:
    """Unclaimed, or without a report since `before`."""
    return one(unit, _NEXT, before=before)


def claim(unit: Unit, order_id: int, now: int, before: int) -> bool:
    return run(unit, _CLAIM, {"id": order_id, "claimed_at": now, "before": before}).rowcount == 1


def report(unit: Unit, order_id: int, claim: int, now: int, examined: int) -> bool:
    values = {"id": order_id, "claim": claim, "claimed_at": now, "examined": examined}
    return run(unit, _REPORT, values).rowcount == 1


def end(unit: Unit, order_id: int, claim: int, now: int, *, batch_id: int | None = None, problem: str = "") -> bool:
    values = {"id": order_id, "claim": claim, "ended_at": now, "batch_id": batch_id, "problem": problem}
    return run(unit, _END, values).rowcount == 1
