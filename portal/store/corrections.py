"""Corrections: which fields are asked again of the applicant, and what was answered so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam

from portal.db import Unit
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


_COLUMNS = "id, application_id, fields, sealed_words, due, asked_at, answered_at, sealed_answers, seen"
_ADD = insert("correction", "application_id", "fields", "sealed_words", "due", "asked_at", "seen")
_OPEN = sql(
    f"SELECT {_COLUMNS} FROM correction WHERE application_id = :application_id AND answered_at IS NULL "
    "ORDER BY id DESC LIMIT 1"
)
_OF_APPLICATION = sql(f"SELECT {_COLUMNS} FROM correction WHERE application_id = :application_id ORDER BY id")
_OPEN_DUES = sql(
    "SELECT application_id, due FROM correction WHERE answered_at IS NULL AND application_id IN :ids ORDER BY id"
).bindparams(bindparam("ids", expanding=True))
_SAVE = sql(
    "UPDATE correction SET sealed_answers = :sealed_answers, seen = :seen WHERE id = :id AND answered_at IS NULL"
)
_ANSWER = sql("UPDATE correction SET answered_at = :now WHERE id = :id AND answered_at IS NULL")


def add(unit: Unit, application_id: int, fields: tuple[str, ...], sealed_words: bytes, due: str, now: int) -> None:
    values = {
        "application_id": application_id, "fields": " ".join(fields), "sealed_words": sealed_words, "due": due,
        "asked_at": now, "seen": "",
    }  # fmt: skip
    run(unit, _ADD, values)


def open_one(unit: Unit, application_id: int) -> CorrectionRow | None:
    """The correction that waits for the applicant; None if nothing is asked now."""
    row = one(unit, _OPEN, application_id=application_id)
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
