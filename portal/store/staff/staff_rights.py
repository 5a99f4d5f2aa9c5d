from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, or_, select, update

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.staff.staff_right import StaffRight
from portal.store.statements import bound, by, every, rows, run, sql

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


_right = StaffRight.table
_member = Staff.table
_OF_STAFF = sql(
    rows(HeldRight, StaffRight)
    .where(by(_right.c.staff_id))
    .order_by(_right.c.from_day, _right.c.role, _right.c.duty, _right.c.id)
)
_IN_FORCE = sql(
    rows(RightOf, StaffRight)
    .join(_member, _member.c.id == _right.c.staff_id)
    .where(
        _member.c.disabled_at.is_(None),
        _right.c.from_day <= bindparam("day"),
        or_(_right.c.to_day.is_(None), _right.c.to_day >= bindparam("day")),
    )
    .order_by(_right.c.staff_id, _right.c.role, _right.c.duty)
)
_AFTER = sql(
    select(_right.c.staff_id, _right.c.role, _right.c.duty, _right.c.from_day)
    .join(_member, _member.c.id == _right.c.staff_id)
    .where(_member.c.disabled_at.is_(None), _right.c.from_day > bindparam("day"))
    .order_by(_right.c.staff_id, _right.c.from_day, _right.c.role, _right.c.duty)
)
_LAST = sql(update(_right).where(by(_right.c.id)).values(bound("to_day")))
_REMOVE = sql(delete(_right).where(by(_right.c.id)))


def of_staff(unit: Unit, staff_id: int) -> list[HeldRight]:
    return every(unit, _OF_STAFF, staff_id=staff_id)


def in_force(unit: Unit, day: str) -> list[RightOf]:
    return every(unit, _IN_FORCE, day=day)


def after(unit: Unit, day: str) -> list[tuple[int, str, str, str]]:
    # (staff id, role, duty, first day) of those that begin later.
    return every(unit, _AFTER, day=day)


def last_day(unit: Unit, right_id: int, to_day: str | None) -> None:
    run(unit, _LAST, {"id": right_id, "to_day": to_day})


def remove(unit: Unit, right_ids: Sequence[int]) -> None:
    """Only for rights never in force."""
    run(unit, _REMOVE, [{"id": right_id} for right_id in right_ids])
