from dataclasses import dataclass

from portal.db import Unit
from portal.models.desk.case_note import CaseNote
from portal.store.statements import by, every, insert_into, rows, run, sql


@dataclass(frozen=True)
class NoteRow:
    once: str
    staff_id: int
    sealed_text: bytes
    written_at: int


_note = CaseNote.table
_ADD = sql(
    insert_into(CaseNote, NoteRow, beside=("application_id",)).on_conflict_do_nothing(
        index_elements=[_note.c.application_id, _note.c.once]
    )
)
_OF = sql(rows(NoteRow, CaseNote).where(by(_note.c.application_id)).order_by(_note.c.id))


def add(unit: Unit, application_id: int, row: NoteRow) -> bool:
    return run(unit, _ADD, vars(row) | {"application_id": application_id}).rowcount == 1


def of(unit: Unit, application_id: int) -> list[NoteRow]:
    return every(unit, _OF, application_id=application_id)
