"""Corrections: fields that applicants answer again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, func, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.store.desk.desk_tasks import CORRECTION, DueRow, has_task
from portal.store.statements import bound, by, columns, every, insert_into, one, run, sql


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


def _row(number: int, application_id: int, fields: str, *others: Any) -> CorrectionRow:
    return CorrectionRow(number, application_id, tuple(fields.split()), *others)


_correction = Correction.table
_application = Application.table
_UNANSWERED = _correction.c.answered_at.is_(None)
_ROWS = select(
    _correction.c.id,
    _correction.c.application_id,
    _correction.c.fields,
    *columns(CorrectionRow, Correction, but=("id", "application_id", "fields")),
)
_ADD = sql(insert_into(Correction, beside=("application_id", "fields", "sealed_words", "due", "asked_at")))
_OPEN = sql(_ROWS.where(by(_correction.c.application_id), _UNANSWERED).order_by(_correction.c.id.desc()).limit(1), _row)
_BY_ID = sql(_ROWS.where(by(_correction.c.id)), _row)
_OF_APPLICATION = sql(_ROWS.where(by(_correction.c.application_id)).order_by(_correction.c.id), _row)
_OPEN_DUES = sql(
    select(_correction.c.application_id, _correction.c.due)
    .where(_UNANSWERED, _correction.c.application_id.in_(bindparam("ids")))
    .order_by(_correction.c.id)
)
_SAVE = sql(update(_correction).where(by(_correction.c.id), _UNANSWERED).values(bound("sealed_answers", "seen")))
# This changes no value. It locks the row until the transaction ends.
_LOCK = sql(update(_correction).where(by(_correction.c.id)).values(seen=_correction.c.seen))
_ANSWER = sql(update(_correction).where(by(_correction.c.id), _UNANSWERED).values(bound("answered_at")))
# Only returned applications: one that was decided in the meantime needs no answer.
_WAITS = (
    select(_correction.c.id, _correction.c.application_id, _correction.c.due)
    .join_from(_correction, _application, _application.c.id == _correction.c.application_id)
    .where(_UNANSWERED, _application.c.state == "returned")
    .order_by(_correction.c.id)
    .limit(bindparam("most"))
)
_PASSED = sql(
    _WAITS.where(_correction.c.due < bindparam("today"), ~has_task(CORRECTION, _correction.c.id, _correction.c.due)),
    DueRow,
)
_UNREMINDED = _correction.c.reminded != _correction.c.due
_NEAR = sql(
    _WAITS.where(
        _correction.c.due >= bindparam("today"),
        _correction.c.due <= bindparam("until"),
        _UNREMINDED,
        _correction.c.asked_at < bindparam("asked_before"),
    ),
    DueRow,
)
_REMIND = sql(update(_correction).where(by(_correction.c.id), _UNREMINDED).values(reminded=_correction.c.due))
_EXTEND = sql(
    update(_correction)
    .where(by(_correction.c.id), _correction.c.due == bindparam("was"), _UNANSWERED)
    .values(bound("due") | {"extended": _correction.c.extended + 1})
)
_AS_INSIDE = sql(
    update(_correction)
    .where(by(_correction.c.id))
    .values(
        bound("due", "extended")
        | {
            "came_by": case((_UNANSWERED, bindparam("came_by")), else_=_correction.c.came_by),
            "answered_at": func.coalesce(_correction.c.answered_at, bindparam("answered_at")),
        }
    )
)
_NOTE = sql(update(_correction).where(by(_correction.c.id)).values(bound("came_by", "sealed_note")))


def add(unit: Unit, application_id: int, fields: tuple[str, ...], sealed_words: bytes, due: str, now: int) -> None:
    values = {
        "application_id": application_id, "fields": " ".join(fields), "sealed_words": sealed_words, "due": due,
        "asked_at": now,
    }  # fmt: skip
    run(unit, _ADD, values)


def open_one(unit: Unit, application_id: int) -> CorrectionRow | None:
    return one(unit, _OPEN, application_id=application_id)


def by_id(unit: Unit, correction_id: int) -> CorrectionRow | None:
    return one(unit, _BY_ID, id=correction_id)


def of_application(unit: Unit, application_id: int) -> list[CorrectionRow]:
    return every(unit, _OF_APPLICATION, application_id=application_id)


def open_dues(unit: Unit, application_ids: Sequence[int]) -> dict[int, str]:
    return dict(every(unit, _OPEN_DUES, ids=application_ids))


def save(unit: Unit, correction_id: int, sealed_answers: bytes, seen: str) -> bool:
    return run(unit, _SAVE, {"id": correction_id, "sealed_answers": sealed_answers, "seen": seen}).rowcount == 1


def lock(unit: Unit, correction_id: int) -> None:
    run(unit, _LOCK, {"id": correction_id})


def answer(unit: Unit, correction_id: int, now: int) -> bool:
    return run(unit, _ANSWER, {"id": correction_id, "answered_at": now}).rowcount == 1


def passed(unit: Unit, today: str, most: int) -> list[DueRow]:
    return every(unit, _PASSED, today=today, most=most)


def near(unit: Unit, today: str, until: str, asked_before: int, most: int) -> list[DueRow]:
    return every(unit, _NEAR, today=today, until=until, asked_before=asked_before, most=most)


def remind(unit: Unit, correction_id: int) -> bool:
    return run(unit, _REMIND, {"id": correction_id}).rowcount == 1


def extend(unit: Unit, correction_id: int, was: str, due: str) -> bool:
    return run(unit, _EXTEND, {"id": correction_id, "was": was, "due": due}).rowcount == 1


def copy_from_inside(
    unit: Unit, correction_id: int, due: str, extended: int, answered_at: int | None, came_by: str
) -> None:
    """Copies the inner zone; an existing answer stays."""
    values = {"id": correction_id, "due": due, "extended": extended, "answered_at": answered_at, "came_by": came_by}
    run(unit, _AS_INSIDE, values)


def note(unit: Unit, correction_id: int, came_by: str, sealed_note: bytes | None) -> None:
    run(unit, _NOTE, {"id": correction_id, "came_by": came_by, "sealed_note": sealed_note})
