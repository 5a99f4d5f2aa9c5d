"""Questions to other sections, and answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.opinion import Opinion
from portal.store.desk.desk_tasks import OPINION, DueRow, has_task
from portal.store.statements import bound, by, cross_join, every, insert_into, one, rows, run, sql

ASKED, ANSWERED, TAKEN_BACK = "asked", "answered", "taken_back"


@dataclass(frozen=True)
class OpinionRow:
    id: int
    application_id: int
    once: str
    duty: str
    state: str
    due: str
    asked_by: int
    asked_at: int
    sealed_question: bytes
    ended_by: int | None
    ended_at: int | None
    sealed_answer: bytes | None
    seen_at: int | None


_opinion = Opinion.table
_application = Application.table
_ROWS = rows(OpinionRow, Opinion)
_UNSEEN = _opinion.c.state == ANSWERED, _opinion.c.seen_at.is_(None)
_ADD = sql(
    insert_into(Opinion, OpinionRow, but=("id", "state", "ended_by", "ended_at", "sealed_answer", "seen_at"))
    .values(state=ASKED)
    .on_conflict_do_nothing(index_elements=[_opinion.c.application_id, _opinion.c.once])
)
_BY_ID = sql(_ROWS.where(by(_opinion.c.id)))
_OF = sql(_ROWS.where(by(_opinion.c.application_id)).order_by(_opinion.c.id))
_END = sql(
    update(_opinion)
    .where(by(_opinion.c.id), _opinion.c.state == ASKED)
    .values(bound("state", "ended_by", "ended_at", "sealed_answer"))
)
_SEE = sql(update(_opinion).where(by(_opinion.c.id), *_UNSEEN).values(bound("seen_at")))
# This order makes SQLite read the few opinions first instead of every application.
_CASE = cross_join(_opinion, _application)
_OF_CASE = _application.c.id == _opinion.c.application_id
# A case that was decided in the meantime needs no opinion.
_WAITS = _OF_CASE, _opinion.c.state == ASKED, _application.c.decided_at.is_(None)
_NUMBERS = (
    select(_application.c.receipt_number)
    .select_from(_CASE)
    .where(_application.c.duty.in_(bindparam("duties")))
    .group_by(_application.c.receipt_number)
    .limit(bindparam("most"))
)
_IS_TASK = has_task(OPINION, _opinion.c.id, _opinion.c.due)
_ASKED_OF = sql(
    _ROWS.select_from(_CASE)
    .where(*_WAITS, _opinion.c.duty.in_(bindparam("duties")))
    .order_by(_opinion.c.due, _opinion.c.id)
    .limit(bindparam("most"))
)
_PASSED = sql(
    select(_opinion.c.id, _opinion.c.application_id, _opinion.c.due)
    .select_from(_CASE)
    .where(*_WAITS, _opinion.c.due < bindparam("today"), ~_IS_TASK)
    .order_by(_opinion.c.id)
    .limit(bindparam("most")),
    DueRow,
)
_ASKED_AMONG = sql(
    select(_opinion.c.application_id)
    .distinct()
    .where(_opinion.c.state == ASKED, _opinion.c.application_id.in_(bindparam("application_ids"))),
    int,
)
_LATE = sql(_NUMBERS.where(*_WAITS, _IS_TASK).order_by(func.min(_opinion.c.due), _application.c.receipt_number), str)
_CAME = sql(_NUMBERS.where(_OF_CASE, *_UNSEEN).order_by(func.min(_opinion.c.ended_at)), str)


def add(
    unit: Unit, application_id: int, once: str, duty: str, due: str, staff_id: int, sealed_question: bytes, now: int
) -> bool:
    values = {
        "application_id": application_id, "once": once, "duty": duty, "due": due, "asked_by": staff_id, "asked_at": now,
        "sealed_question": sealed_question,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def by_id(unit: Unit, opinion_id: int) -> OpinionRow | None:
    return one(unit, _BY_ID, id=opinion_id)


def of(unit: Unit, application_id: int) -> list[OpinionRow]:
    return every(unit, _OF, application_id=application_id)


def end(unit: Unit, opinion_id: int, state: str, staff_id: int, sealed_answer: bytes | None, now: int) -> bool:
    values = {"id": opinion_id, "state": state, "ended_by": staff_id, "ended_at": now, "sealed_answer": sealed_answer}
    return run(unit, _END, values).rowcount == 1


def see(unit: Unit, opinion_id: int, now: int) -> bool:
    return run(unit, _SEE, {"id": opinion_id, "seen_at": now}).rowcount == 1


def asked_of(unit: Unit, duties: Sequence[str], most: int) -> list[OpinionRow]:
    return every(unit, _ASKED_OF, duties=duties, most=most)


def asked_among(unit: Unit, application_ids: Sequence[int]) -> frozenset[int]:
    return frozenset(every(unit, _ASKED_AMONG, application_ids=application_ids)) if application_ids else frozenset()


def passed(unit: Unit, today: str, most: int) -> list[DueRow]:
    return every(unit, _PASSED, today=today, most=most)


def late_numbers(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    return every(unit, _LATE, duties=duties, most=most)


def answered_numbers(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    return every(unit, _CAME, duties=duties, most=most)
