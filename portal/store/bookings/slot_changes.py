"""Append-only: the newest row applies."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.db import Unit
from portal.models.bookings.slot_change import SlotChange
from portal.store.bookings.reservations import Time
from portal.store.statements import by, every, insert_into, one, run, sql


@dataclass(frozen=True)
class Changed:
    """`extra` adds to the city's places, `outside` (inner zone) to the other zone's."""

    extra: int = 0
    closed: bool = False  # no new reservations
    outside: int = 0

    def places(self, left: int, away: int, *, apart: bool) -> int:
        """`left`: of the city's file; `away`: given by the other zone. `outside` covers only those; with separate
        numbers (`apart`) all."""
        return left + self.extra + (away if apart else min(self.outside, away))


_change = SlotChange.table
_ADD = sql(insert_into(SlotChange, beside=("resource", "slot", "starts", "extra", "closed", "outside", "actor", "at")))
_OF_RESOURCE = sql(
    select(_change.c.slot, _change.c.starts, _change.c.extra, _change.c.closed, _change.c.outside)
    .where(by(_change.c.resource), _change.c.starts >= bindparam("today"))
    .order_by(_change.c.id)
)
_OF = sql(
    select(_change.c.extra, _change.c.closed, _change.c.outside)
    .where(by(_change.c.resource, _change.c.slot, _change.c.starts))
    .order_by(_change.c.id.desc())
    .limit(1)
)
_RESOURCES = sql(select(_change.c.resource).distinct().where(_change.c.starts >= bindparam("today")), str)


def resources(unit: Unit, today: str) -> list[str]:
    return every(unit, _RESOURCES, today=today)


def add(unit: Unit, time: Time, changed: Changed, actor: str, now: int) -> None:
    values = {
        "resource": time.resource, "slot": time.slot, "starts": time.starts, "extra": changed.extra,
        "closed": changed.closed, "outside": changed.outside, "actor": actor, "at": now,
    }  # fmt: skip
    run(unit, _ADD, values)


def of_resource(unit: Unit, resource: str, today: str) -> dict[tuple[str, str], Changed]:
    changes = every(unit, _OF_RESOURCE, resource=resource, today=today)
    return {(row.slot, row.starts): Changed(row.extra, bool(row.closed), row.outside) for row in changes}


def of(unit: Unit, time: Time) -> Changed:
    row = one(unit, _OF, resource=time.resource, slot=time.slot, starts=time.starts)
    return Changed(row.extra, bool(row.closed), row.outside) if row else Changed()
