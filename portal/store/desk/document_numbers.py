"""From the city's own systems."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from portal.db import Unit
from portal.models.desk.document_number import DocumentNumber
from portal.store.statements import by, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class DocumentNumberRow:
    application_id: int
    office: str
    fiscal_year: int
    number: str
    decided_on: str
    entered_by: int
    entered_at: int


_number = DocumentNumber.table
_OF = sql(rows(DocumentNumberRow, DocumentNumber).where(by(_number.c.application_id)))
_OWNER = sql(select(_number.c.application_id).where(by(_number.c.office, _number.c.fiscal_year, _number.c.number)), int)
_CLEAR = sql(delete(_number).where(by(_number.c.application_id)))
_ADD = sql(insert_into(DocumentNumber, DocumentNumberRow).on_conflict_do_nothing())


def of(unit: Unit, application_id: int) -> DocumentNumberRow | None:
    return one(unit, _OF, application_id=application_id)


def owner(unit: Unit, office: str, fiscal_year: int, number: str) -> int | None:
    return one(unit, _OWNER, office=office, fiscal_year=fiscal_year, number=number)


def clear(unit: Unit, application_id: int) -> None:
    run(unit, _CLEAR, {"application_id": application_id})


def put(unit: Unit, row: DocumentNumberRow) -> bool:
    clear(unit, row.application_id)
    return run(unit, _ADD, vars(row)).rowcount == 1
