"""Who may act for a day on a case that the guard keeps them from."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class OwnCasePermitRow:
    application_id: int
    once: str
    staff_id: int
    given_by: int
    given_at: int
    until: int
    sealed_reason: bytes


_COLUMNS = "application_id, once, staff_id, given_by, given_at, until, sealed_reason"
_ADD = insert("own_case_permit", *_COLUMNS.split(", "), tail="ON CONFLICT (application_id, once) DO NOTHING")
_OF = sql(f"SELECT {_COLUMNS} FROM own_case_permit WHERE application_id = :application_id ORDER BY id DESC")
_STANDS = sql(
    "SELECT 1 AS there FROM own_case_permit "
    "WHERE application_id = :application_id AND staff_id = :staff_id AND until > :now LIMIT 1"
)


def add(unit: Unit, row: OwnCasePermitRow) -> bool:
    """False if this form was sent before."""
    return run(unit, _ADD, vars(row)).rowcount == 1


def of(unit: Unit, application_id: int) -> list[OwnCasePermitRow]:
    """The newest first, those that have ended too."""
    return [OwnCasePermitRow(*row) for row in every(unit, _OF, application_id=application_id)]


def stands(unit: Unit, application_id: int, staff_id: int, now: int) -> bool:
    return one(unit, _STANDS, application_id=application_id, staff_id=staff_id, now=now) is not None
