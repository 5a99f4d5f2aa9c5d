"""Document numbers that came back from the city's own systems, by application."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import insert, one, run, sql


@dataclass(frozen=True)
class DocumentNumberRow:
    application_id: int
    office: str
    fiscal_year: int
    number: str
    decided_on: str
    entered_by: int
    entered_at: int


_COLUMNS = "application_id, office, fiscal_year, number, decided_on, entered_by, entered_at"
_OF = sql(f"SELECT {_COLUMNS} FROM document_number WHERE application_id = :application_id")
_OWNER = sql(
    "SELECT application_id FROM document_number WHERE office = :office AND fiscal_year = :fiscal_year AND number = :number"
)
_CLEAR = sql("DELETE FROM document_number WHERE application_id = :application_id")
_ADD = insert("document_number", *_COLUMNS.split(", "), tail="ON CONFLICT DO NOTHING")


def of(unit: Unit, application_id: int) -> DocumentNumberRow | None:
    row = one(unit, _OF, application_id=application_id)
    return DocumentNumberRow(*row) if row else None


def owner(unit: Unit, office: str, fiscal_year: int, number: str) -> int | None:
    """For which application it came back."""
    row = one(unit, _OWNER, office=office, fiscal_year=fiscal_year, number=number)
    return int(row[0]) if row else None


def put(unit: Unit, row: DocumentNumberRow) -> bool:
    """In the place of the one before. False if the number is another application's."""
    run(unit, _CLEAR, {"application_id": row.application_id})
    return run(unit, _ADD, vars(row)).rowcount == 1
