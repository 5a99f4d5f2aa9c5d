from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.db import Unit
from portal.models.desk.own_case_permit import OwnCasePermit
from portal.store.statements import by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class OwnCasePermitRow:
    application_id: int
    once: str
    staff_id: int
    given_by: int
    given_at: int
    until: int
    sealed_reason: bytes


_permit = OwnCasePermit.table
_ADD = sql(
    insert_into(OwnCasePermit, OwnCasePermitRow).on_conflict_do_nothing(
        index_elements=[_permit.c.application_id, _permit.c.once]
    )
)
_OF = sql(rows(OwnCasePermitRow, OwnCasePermit).where(by(_permit.c.application_id)).order_by(_permit.c.id.desc()))
_STANDS = sql(
    select(_permit.c.id)
    .where(by(_permit.c.application_id, _permit.c.staff_id), _permit.c.until > bindparam("now"))
    .limit(1)
)


def add(unit: Unit, row: OwnCasePermitRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def of(unit: Unit, application_id: int) -> list[OwnCasePermitRow]:
    return every(unit, _OF, application_id=application_id)


def is_permitted(unit: Unit, application_id: int, staff_id: int, now: int) -> bool:
    return one(unit, _STANDS, application_id=application_id, staff_id=staff_id, now=now) is not None
