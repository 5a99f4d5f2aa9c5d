"""Notes of the section about an application, in the order in which they were written."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, run, sql


@dataclass(frozen=True)
class NoteRow:
    once: str
    staff_id: int
    sealed_text: bytes
    written_at: int


_ADD = insert(
    "case_note", "application_id", "once", "staff_id", "sealed_text", "written_at",
    tail="ON CONFLICT (application_id, once) DO NOTHING",
)  # fmt: skip
_OF = sql(
    "SELECT once, staff_id, sealed_text, written_at FROM case_note WHERE application_id = :application_id ORDER BY id"
)


def add(unit: Unit, application_id: int, row: NoteRow) -> bool:
    """False if the same form was sent before."""
    return run(unit, _ADD, vars(row) | {"application_id": application_id}).rowcount == 1


def of(unit: Unit, application_id: int) -> list[NoteRow]:
    return [NoteRow(*row) for row in every(unit, _OF, application_id=application_id)]
