"""What the section changed of a time: append-only, the newest row holds."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.reservations import Time
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class Changed:
    """`extra` places beside those of the city's file; `closed`: nobody more is taken; `outside`, in zone inner: places that the section has
    the other zone give beside its own."""

    extra: int = 0
    closed: bool = False
    outside: int = 0

    def places(self, left: int, away: int, *, apart: bool) -> int:
        """How many there are here where the city's file says `left`, and `away` of those that are taken were given at the other zone. What the
        section added there makes room for just those, as all do where the numbers of the zones are `apart`: none is given twice."""
        return left + self.extra + (away if apart else min(self.outside, away))


_ADD = insert("slot_change", "resource", "slot", "starts", "extra", "closed", "outside", "actor", "at")
_OF_RESOURCE = sql(
    "SELECT slot, starts, extra, closed, outside FROM slot_change WHERE resource = :resource AND starts >= :today ORDER BY id"
)
_OF = sql(
    "SELECT extra, closed, outside FROM slot_change WHERE resource = :resource AND slot = :slot AND starts = :starts "
    "ORDER BY id DESC LIMIT 1"
)

_RESOURCES = sql("SELECT DISTINCT resource FROM slot_change WHERE starts >= :today")


def resources(unit: Unit, today: str) -> list[str]:
    """Those of which a time from `today` on was changed."""
    return [row[0] for row in every(unit, _RESOURCES, today=today)]


def add(unit: Unit, time: Time, changed: Changed, actor: str, now: int) -> None:
    values = {
        "resource": time.resource, "slot": time.slot, "starts": time.starts, "extra": changed.extra,
        "closed": changed.closed, "outside": changed.outside, "actor": actor, "at": now,
    }  # fmt: skip
    run(unit, _ADD, values)


def of_resource(unit: Unit, resource: str, today: str) -> dict[tuple[str, str], Changed]:
    """By (slot, starts), from `today` on."""
    rows = every(unit, _OF_RESOURCE, resource=resource, today=today)
    return {(row[0], row[1]): Changed(row[2], bool(row[3]), row[4]) for row in rows}


def of(unit: Unit, time: Time) -> Changed:
    row = one(unit, _OF, resource=time.resource, slot=time.slot, starts=time.starts)
    return Changed(row[0], bool(row[1]), row[2]) if row else Changed()
