"""A unique index allows one open request per application."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.my_cases.withdrawal import Withdrawal
from portal.store.statements import bound, by, cross_join, every, insert_into, one, rows, run, sql

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


_withdrawal = Withdrawal.table
_application = Application.table
_UNANSWERED = _withdrawal.c.answered_at.is_(None)
_ADD = sql(insert_into(Withdrawal, WithdrawalRow, but=("id",)).on_conflict_do_nothing())
_OPEN = sql(rows(WithdrawalRow, Withdrawal).where(by(_withdrawal.c.application_id), _UNANSWERED))
_ALL = sql(rows(WithdrawalRow, Withdrawal).where(by(_withdrawal.c.application_id)).order_by(_withdrawal.c.id))
_OPEN_OF = sql(
    select(_withdrawal.c.application_id).where(_withdrawal.c.application_id.in_(bindparam("ids")), _UNANSWERED),
    int,
)
# This order makes SQLite read the few withdrawals first instead of every application by its number.
_NUMBERS = sql(
    select(_application.c.receipt_number)
    .select_from(cross_join(_withdrawal, _application))
    .where(
        _application.c.id == _withdrawal.c.application_id,
        _application.c.duty.in_(bindparam("duties")),
        _UNANSWERED,
    )
    .order_by(_withdrawal.c.id)
    .limit(bindparam("most")),
    str,
)
_AS_INSIDE = sql(
    update(_withdrawal)
    .where(by(_withdrawal.c.application_id, _withdrawal.c.asked_at))
    .values(bound("answered_at", "answer"))
)
_ANSWER = sql(
    update(_withdrawal)
    .where(by(_withdrawal.c.application_id), _UNANSWERED)
    .values(bound("answer", "answered_by") | {"answered_at": bindparam("now")})
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
    """`answer`: of an immediate withdrawal."""
    values = {
        "application_id": application_id, "asked_at": now, "sealed_reason": sealed_reason,
        "answered_at": now if answer else None, "answer": answer, "answered_by": answered_by,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def open_one(unit: Unit, application_id: int) -> WithdrawalRow | None:
    return one(unit, _OPEN, application_id=application_id)


def of_application(unit: Unit, application_id: int) -> list[WithdrawalRow]:
    return every(unit, _ALL, application_id=application_id)


def open_of(unit: Unit, application_ids: Sequence[int]) -> frozenset[int]:
    return frozenset(every(unit, _OPEN_OF, ids=application_ids))


def open_numbers(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    return every(unit, _NUMBERS, duties=duties, most=most)


def copy_from_inside(unit: Unit, application_id: int, asked_at: int, answered_at: int | None, answer: str) -> None:
    """An immediate withdrawal outside may await an answer inside."""
    values = {"application_id": application_id, "asked_at": asked_at, "answered_at": answered_at, "answer": answer}
    run(unit, _AS_INSIDE, values)


def answer(unit: Unit, application_id: int, answer: str, answered_by: str, now: int) -> bool:
    values = {"application_id": application_id, "answer": answer, "answered_by": answered_by, "now": now}
    return run(unit, _ANSWER, values).rowcount == 1
