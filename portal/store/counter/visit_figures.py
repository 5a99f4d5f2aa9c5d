"""Durations and counts without names."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.counter.visit_figure import VisitFigure
from portal.models.counter.visit_item import VisitItem
from portal.store.statements import by, every, insert_into, one, put_into, rows, run, sql


@dataclass(frozen=True)
class FigureRow:
    uid: str
    day: str
    begun_at: int
    registered_at: int | None = None
    ended_at: int | None = None
    parked: int = 0  # microseconds
    filed: int = 0
    boxes: int = 0
    unkeyed: int = 0
    corrected: int = 0
    disputed: int = 0
    printed: int = 0
    usual: int = 0
    chosen: int = 0


_figure = VisitFigure.table
_item = VisitItem.table
_application = Application.table
_ADD = sql(insert_into(VisitFigure, FigureRow))
_PUT = sql(put_into(VisitFigure, FigureRow))
_FILED = (
    select(func.count())
    .select_from(_item.join(_application, _application.c.uid == _item.c.uid))
    .where(_item.c.visit_id == bindparam("uid"), _item.c.booked == 0)
    .scalar_subquery()
)
_THIS = by(_figure.c.uid)
_REGISTER = sql(
    update(_figure)
    .where(_THIS)
    .values(registered_at=func.coalesce(_figure.c.registered_at, bindparam("now")), filed=_FILED)
)
_STOOD = sql(update(_figure).where(_THIS).values(parked=_figure.c.parked + bindparam("more")))
_DISPUTE = sql(update(_figure).where(_THIS).values(disputed=_figure.c.disputed + 1))
_PRINT = sql(update(_figure).where(_THIS).values(printed=_figure.c.printed + 1))
_PRINTED = sql(select(_figure.c.printed).where(_THIS), int)
_END = sql(update(_figure).where(_THIS).values(ended_at=bindparam("now")))
_FILLED = sql(
    update(_figure)
    .where(_THIS)
    .values(
        {
            name: _figure.c[name] + bindparam(f"more_{name}")
            for name in ("boxes", "unkeyed", "corrected", "usual", "chosen")
        }
    )
)
_BY_UID = sql(rows(FigureRow, VisitFigure).where(_THIS))
_SINCE = sql(
    rows(FigureRow, VisitFigure)
    .where(_figure.c.day >= bindparam("day"))
    .order_by(_figure.c.day.desc(), _figure.c.begun_at)
    .limit(20_000)
)


def add(unit: Unit, row: FigureRow) -> None:
    run(unit, _ADD, vars(row))


def put(unit: Unit, row: FigureRow) -> None:
    run(unit, _PUT, vars(row))


def register(unit: Unit, uid: str, now: int) -> None:
    run(unit, _REGISTER, {"uid": uid, "now": now})


def stood(unit: Unit, uid: str, parked: int) -> None:
    run(unit, _STOOD, {"uid": uid, "more": parked})


def dispute(unit: Unit, uid: str) -> None:
    run(unit, _DISPUTE, {"uid": uid})


def count_print(unit: Unit, uid: str) -> None:
    run(unit, _PRINT, {"uid": uid})


def printed(unit: Unit, uid: str) -> int:
    return one(unit, _PRINTED, uid=uid) or 0


def end(unit: Unit, uid: str, now: int) -> None:
    run(unit, _END, {"uid": uid, "now": now})


def fill(
    unit: Unit, uid: str, *, boxes: int, unkeyed: int, corrected: int, usual: int, chosen: int
) -> None:  # fmt: skip
    counts = {"boxes": boxes, "unkeyed": unkeyed, "corrected": corrected, "usual": usual, "chosen": chosen}
    run(unit, _FILLED, {"uid": uid} | {f"more_{name}": count for name, count in counts.items()})


def by_uid(unit: Unit, uid: str) -> FigureRow | None:
    return one(unit, _BY_UID, uid=uid)


def since(unit: Unit, day: str) -> list[FigureRow]:
    return every(unit, _SINCE, day=day)
