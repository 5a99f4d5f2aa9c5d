from dataclasses import dataclass

from sqlalchemy import bindparam, delete

from portal.db import Unit
from portal.models.staff.staff_absence import StaffAbsence
from portal.store.statements import by, every, insert_into, rows, run, sql


@dataclass(frozen=True)
class AbsenceRow:
    id: int
    staff_id: int
    from_day: str
    to_day: str
    substitute_id: int


_absence = StaffAbsence.table
_FROM = sql(
    rows(AbsenceRow, StaffAbsence)
    .where(_absence.c.to_day >= bindparam("day"))
    .order_by(_absence.c.from_day, _absence.c.id)
)
_ADD = sql(insert_into(StaffAbsence, AbsenceRow, but=("id",)))
_REMOVE = sql(delete(_absence).where(by(_absence.c.id)))


def from_day_on(unit: Unit, day: str) -> list[AbsenceRow]:
    return every(unit, _FROM, day=day)


def add(unit: Unit, staff_id: int, from_day: str, to_day: str, substitute_id: int) -> None:
    values = {"staff_id": staff_id, "from_day": from_day, "to_day": to_day, "substitute_id": substitute_id}
    run(unit, _ADD, values)


def remove(unit: Unit, number: int) -> None:
    run(unit, _REMOVE, {"id": number})
