"""Rights one by one, with their days and where they come from; and those of everybody on a day."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, run, sql

HAND = "hand"


@dataclass(frozen=True)
class HeldRight:
    id: int
    role: str
    duty: str
    from_day: str
    to_day: str | None
    source: str


@dataclass(frozen=True)
class RightOf:
    staff_id: int
    role: str
    duty: str


_OF_STAFF = sql(
    "SELECT id, role, duty, from_day, to_day, source FROM staff_right WHERE staff_id = :staff_id "
    "ORDER BY from_day, role, duty, id"
)
_IN_FORCE = sql(
    "SELECT r.staff_id, r.role, r.duty FROM staff_right r JOIN staff s ON s.id = r.staff_id WHERE s.disabled_at IS NULL "
    "AND r.from_day <= :day AND (r.to_day IS NULL OR r.to_day >= :day) ORDER BY r.staff_id, r.role, r.duty"
)
_LAST = sql("UPDATE staff_right SET to_day = :to_day WHERE id = :id")
_REMOVE = sql("DELETE FROM staff_right WHERE id = :id")


def of_staff(unit: Unit, staff_id: int) -> list[HeldRight]:
    """Those of yesterday and of tomorrow too."""
    return [HeldRight(*row) for row in every(unit, _OF_STAFF, staff_id=staff_id)]


def in_force(unit: Unit, day: str) -> list[RightOf]:
    """What everybody who may sign in holds on a day."""
    return [RightOf(*row) for row in every(unit, _IN_FORCE, day=day)]


def last_day(unit: Unit, right_id: int, to_day: str | None) -> None:
    run(unit, _LAST, {"id": right_id, "to_day": to_day})


def remove(unit: Unit, right_ids: Sequence[int]) -> None:
    """Rights that never began."""
    for right_id in right_ids:
        run(unit, _REMOVE, {"id": right_id})
