from dataclasses import dataclass

from sqlalchemy import bindparam, delete, or_, select, update

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.staff.staff_relation import StaffRelation
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class StaffRelationRow:
    id: int
    uid: str
    staff_id: int
    basis: str
    key_id: str
    wrapped_key: bytes
    sealed_person: bytes
    made_at: int
    asked_at: int | None = None


_relation = StaffRelation.table
_staff = Staff.table
_ADD = sql(insert_into(StaffRelation, StaffRelationRow, but=("id",)))
_OF = sql(rows(StaffRelationRow, StaffRelation).where(by(_relation.c.staff_id)).order_by(_relation.c.id))
_ANY = sql(select(_relation.c.id).where(by(_relation.c.staff_id)).limit(1), int)
_REMOVE = sql(delete(_relation).where(by(_relation.c.id, _relation.c.staff_id, _relation.c.basis)))
_FORGET = sql(delete(_relation).where(by(_relation.c.staff_id, _relation.c.basis)))
_TO_ASK = sql(
    rows(StaffRelationRow, StaffRelation)
    .where(
        _relation.c.basis == "self",
        or_(_relation.c.asked_at.is_(None), _relation.c.asked_at < bindparam("before")),
    )
    .order_by(_relation.c.id)
    .limit(bindparam("most"))
)
_ASKED = sql(update(_relation).where(by(_relation.c.uid)).values(bound("asked_at")))
# People who left no longer decide on anything. `disabled_at` is NULL for active staff, and `<` is never true for NULL.
_SWEEP = sql(
    delete(_relation).where(
        _relation.c.staff_id.in_(select(_staff.c.id).where(_staff.c.disabled_at < bindparam("before")))
    )
)


def add(unit: Unit, row: StaffRelationRow) -> None:
    """Ignores `row.number`."""
    run(unit, _ADD, vars(row))


def of(unit: Unit, staff_id: int) -> list[StaffRelationRow]:
    return every(unit, _OF, staff_id=staff_id)


def any_of(unit: Unit, staff_id: int) -> bool:
    return one(unit, _ANY, staff_id=staff_id) is not None


def remove(unit: Unit, staff_id: int, number: int, basis: str) -> bool:
    return run(unit, _REMOVE, {"id": number, "staff_id": staff_id, "basis": basis}).rowcount == 1


def forget(unit: Unit, staff_id: int, basis: str) -> None:
    run(unit, _FORGET, {"staff_id": staff_id, "basis": basis})


def to_ask(unit: Unit, before: int, most: int) -> list[StaffRelationRow]:
    return every(unit, _TO_ASK, before=before, most=most)


def asked(unit: Unit, uid: str, now: int) -> bool:
    """By uid: SQLite reuses the id of a removed row."""
    return run(unit, _ASKED, {"uid": uid, "asked_at": now}).rowcount == 1


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
