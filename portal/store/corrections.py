"""Corrections: which fields are asked again of the applicant, and what was answered so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.desk_tasks import DueRow
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class CorrectionRow:
    id: int
    application_id: int
    fields: tuple[str, ...]
    sealed_words: bytes
    due: str
    asked_at: int
    answered_at: int | None
    sealed_answers: bytes | None
    seen: str
    extended: int
    came_by: str
    sealed_note: bytes | None


_COLUMNS = (
    "id, application_id, fields, sealed_words, due, asked_at, answered_at, sealed_answers, seen, "
    "extended, came_by, sealed_note"
)
_ADD = insert(
    "correction",
    "application_id",
    "fields",
    "sealed_words",
    "due",
    "asked_at",
    "seen",
    "extended",
    "reminded",
    "came_by",
)
_OPEN = sql(
    f"SELECT {_COLUMNS} FROM correction WHERE application_id = :application_id AND answered_at IS NULL "
    "ORDER BY id DESC LIMIT 1"
)
_BY_ID = sql(f"SELECT {_COLUMNS} FROM correction WHERE id = :id")
_OF_APPLICATION = sql(f"SELECT {_COLUMNS} FROM correction WHERE application_id = :application_id ORDER BY id")
_OPEN_DUES = sql(
    "SELECT application_id, due FROM correction WHERE answered_at IS NULL AND application_id IN :ids ORDER BY id"
).bindparams(bindparam("ids", expanding=True))
_SAVE = sql(
    "UPDATE correction SET sealed_answers = :sealed_answers, seen = :seen WHERE id = :id AND answered_at IS NULL"
)
_ANSWER = sql("UPDATE correction SET answered_at = :now WHERE id = :id AND answered_at IS NULL")


# Of these somebody has yet to hear, or to decide; what was decided otherwise meanwhile waits for nothing.
_WAITS = "FROM correction c JOIN application a ON a.id = c.application_id WHERE c.answered_at IS NULL AND a.state = 'returned'"
_PASSED = sql(
    f"SELECT c.id, c.application_id, c.due {_WAITS} AND c.due < :today AND NOT EXISTS (SELECT 1 FROM desk_task t "
    "WHERE t.about = 'correction' AND t.subject_id = c.id AND t.due = c.due) ORDER BY c.id LIMIT :most"
)
_NEAR = sql(
    f"SELECT c.id, c.application_id, c.due {_WAITS} AND c.due >= :today AND c.due <= :until AND c.reminded <> c.due "
    "AND c.asked_at < :asked_before ORDER BY c.id LIMIT :most"
)
_REMIND = sql("UPDATE correction SET reminded = due WHERE id = :id AND reminded <> due")
_EXTEND = sql(
    "UPDATE correction SET due = :due, extended = extended + 1 WHERE id = :id AND due = :was AND answered_at IS NULL"
)
_AS_INSIDE = sql(
    "UPDATE correction SET due = :due, extended = :extended, came_by = CASE WHEN answered_at IS NULL THEN :came_by ELSE came_by "
    "END, answered_at = COALESCE(answered_at, :answered_at) WHERE id = :id"
)
_NOTE = sql("UPDATE correction SET came_by = :came_by, sealed_note = :sealed_note WHERE id = :id")


def add(unit: Unit, application_id: int, fields: tuple[str, ...], sealed_words: bytes, due: str, now: int) -> None:
    values = {
        "application_id": application_id, "fields": " ".join(fields), "sealed_words": sealed_words, "due": due,
        "asked_at": now, "seen": "", "extended": 0, "reminded": "", "came_by": "",
    }  # fmt: skip
    run(unit, _ADD, values)


def open_one(unit: Unit, application_id: int) -> CorrectionRow | None:
    """The correction that waits for the applicant; None if nothing is asked now."""
    row = one(unit, _OPEN, application_id=application_id)
    return _row(row) if row else None


def by_id(unit: Unit, correction_id: int) -> CorrectionRow | None:
    row = one(unit, _BY_ID, id=correction_id)
    return _row(row) if row else None


def of_application(unit: Unit, application_id: int) -> list[CorrectionRow]:
    """All of them, the first one first."""
    return [_row(row) for row in every(unit, _OF_APPLICATION, application_id=application_id)]


def open_dues(unit: Unit, application_ids: Sequence[int]) -> dict[int, str]:
    """Until when the applicants of these were asked to answer, for those that wait."""
    return {row.application_id: row.due for row in every(unit, _OPEN_DUES, ids=list(application_ids))}


def _row(row: Any) -> CorrectionRow:
    return CorrectionRow(row.id, row.application_id, tuple(row.fields.split()), *row[3:])


def save(unit: Unit, correction_id: int, sealed_answers: bytes, seen: str) -> bool:
    return run(unit, _SAVE, {"id": correction_id, "sealed_answers": sealed_answers, "seen": seen}).rowcount == 1


def answer(unit: Unit, correction_id: int, now: int) -> bool:
    """False if it was answered already: of two sends, one does it."""
    return run(unit, _ANSWER, {"id": correction_id, "now": now}).rowcount == 1


def passed(unit: Unit, today: str, most: int) -> list[DueRow]:
    """Those whose day is over and for which no task was opened yet."""
    return [DueRow(*row) for row in every(unit, _PASSED, today=today, most=most)]


def near(unit: Unit, today: str, until: str, asked_before: int, most: int) -> list[DueRow]:
    """Those whose day is one of these, of which nobody was reminded."""
    return [DueRow(*row) for row in every(unit, _NEAR, today=today, until=until, asked_before=asked_before, most=most)]


def remind(unit: Unit, correction_id: int) -> bool:
    """False if somebody else did."""
    return run(unit, _REMIND, {"id": correction_id}).rowcount == 1


def extend(unit: Unit, correction_id: int, was: str, due: str) -> bool:
    """False if it was answered, or put off, meanwhile."""
    return run(unit, _EXTEND, {"id": correction_id, "was": was, "due": due}).rowcount == 1


def be_as_inside(
    unit: Unit, correction_id: int, due: str, extended: int, answered_at: int | None, came_by: str
) -> None:
    """As the inner zone has it; what was answered stays so."""
    values = {"id": correction_id, "due": due, "extended": extended, "answered_at": answered_at, "came_by": came_by}
    run(unit, _AS_INSIDE, values)


def note(unit: Unit, correction_id: int, came_by: str, sealed_note: bytes | None) -> None:
    run(unit, _NOTE, {"id": correction_id, "came_by": came_by, "sealed_note": sealed_note})
