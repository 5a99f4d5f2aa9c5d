"""That applicants stopped, or asked to. One open question an application: the database sees to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

GRANTED, DECLINED, OVERTAKEN = "granted", "declined", "overtaken"


@dataclass(frozen=True)
class WithdrawalRow:
    id: int
    application_id: int
    asked_at: int
    sealed_reason: bytes
    answered_at: int | None
    answer: str
    answered_by: str


_COLUMNS = "id, application_id, asked_at, sealed_reason, answered_at, answer, answered_by"
_ADD = insert("withdrawal", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT DO NOTHING")
_OPEN = sql(f"SELECT {_COLUMNS} FROM withdrawal WHERE application_id = :application_id AND answered_at IS NULL")
_ALL = sql(f"SELECT {_COLUMNS} FROM withdrawal WHERE application_id = :application_id ORDER BY id")
_OPEN_OF = sql("SELECT application_id FROM withdrawal WHERE application_id IN :ids AND answered_at IS NULL").bindparams(
    bindparam("ids", expanding=True)
)
# CROSS: SQLite reads the few first so, and not every application in the order of its number.
_NUMBERS = sql(
    "SELECT a.receipt_number FROM withdrawal w CROSS JOIN application a "
    "WHERE a.id = w.application_id AND a.duty IN :duties AND w.answered_at IS NULL ORDER BY w.id LIMIT :most"
).bindparams(bindparam("duties", expanding=True))
_AS_INSIDE = sql(
    "UPDATE withdrawal SET answered_at = :answered_at, answer = :answer WHERE application_id = :application_id "
    "AND asked_at = :asked_at"
)
_ANSWER = sql(
    "UPDATE withdrawal SET answered_at = :now, answer = :answer, answered_by = :answered_by "
    "WHERE application_id = :application_id AND answered_at IS NULL"
)


def add(
    unit: Unit,
    application_id: int,
    sealed_reason: bytes,
    now: int,
    *,
    answer: str = "",
    answered_by: str = "",
) -> bool:
    """An open question, or what was done at once where there is an `answer`. False if one is open already."""
    values = {
        "application_id": application_id, "asked_at": now, "sealed_reason": sealed_reason,
        "answered_at": now if answer else None, "answer": answer, "answered_by": answered_by,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def open_one(unit: Unit, application_id: int) -> WithdrawalRow | None:
    row = one(unit, _OPEN, application_id=application_id)
    return WithdrawalRow(*row) if row else None


def of_application(unit: Unit, application_id: int) -> list[WithdrawalRow]:
    """The first one first."""
    return [WithdrawalRow(*row) for row in every(unit, _ALL, application_id=application_id)]


def open_of(unit: Unit, application_ids: Sequence[int]) -> frozenset[int]:
    """Those of these that wait for an answer."""
    return frozenset(row.application_id for row in every(unit, _OPEN_OF, ids=list(application_ids)))


def open_numbers(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    """Receipt numbers of these duties that wait for an answer, longest first."""
    return [row.receipt_number for row in every(unit, _NUMBERS, duties=list(duties), most=most)]


def be_as_inside(unit: Unit, application_id: int, asked_at: int, answered_at: int | None, answer: str) -> None:
    """As the inner zone has it: what was done at once outside may wait for an answer there."""
    values = {"application_id": application_id, "asked_at": asked_at, "answered_at": answered_at, "answer": answer}
    run(unit, _AS_INSIDE, values)


def answer(unit: Unit, application_id: int, answer: str, answered_by: str, now: int) -> bool:
    """False if nothing was open."""
    values = {"application_id": application_id, "answer": answer, "answered_by": answered_by, "now": now}
    return run(unit, _ANSWER, values).rowcount == 1
