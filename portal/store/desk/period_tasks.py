"""Open applications whose period ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, not_, select, union_all

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.desk.desk_tasks import DueRow, has_task
from portal.store.statements import Statement, every, sql

_application = Application.table
# A task counts only while its day is the application's current due date: after a decision or an extension it is done.
_IS_TASK = has_task(bindparam("about"), _application.c.id, _application.c.due)
_ENDING = (
    select(_application.c.id, _application.c.receipt_number, _application.c.assignee_id, _application.c.due)
    .where(
        _application.c.due > bindparam("after"),
        _application.c.due <= bindparam("until"),
        _application.c.decided_at.is_(None),
        not_(and_(_application.c.state == "returned", _application.c.procedure.in_(bindparam("standing")))),
    )
    .order_by(_application.c.due, _application.c.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Days:
    """In (after, until]."""

    about: str
    after: str
    until: str
    standing: tuple[str, ...]  # procedures whose period pauses while returned


def ending(unit: Unit, days: Days, duties: Sequence[str], most: int) -> list[DueRow]:
    return [DueRow(row.id, row.id, row.due) for row in _of_each(unit, days, duties, most, tasks=False)[:most]]


def open_numbers(unit: Unit, days: Days, duties: Sequence[str], most: int) -> list[tuple[str, int | None]]:
    """(receipt number, handler), at most `most` per duty."""
    return [(row.receipt_number, row.assignee_id) for row in _of_each(unit, days, duties, most, tasks=True)]


def _of_each(unit: Unit, days: Days, duties: Sequence[str], most: int, *, tasks: bool) -> Sequence[Any]:
    """One statement: sixty took 132 of a queue's 186 ms on PostgreSQL."""
    if not duties:
        return []
    values = {f"duty_{number}": duty for number, duty in enumerate(duties)}
    return every(unit, _statement(len(duties), tasks), **values, **vars(days), most=most)


@lru_cache(maxsize=256)
def _statement(duties: int, tasks: bool) -> Statement[Any]:
    """Each subquery reads `most` rows of the index; `duty IN` would read and sort all."""
    ending = _ENDING.where(_IS_TASK if tasks else ~_IS_TASK)
    subqueries = (
        ending.where(_application.c.duty == bindparam(f"duty_{number}")).subquery() for number in range(duties)
    )
    return sql(union_all(*map(select, subqueries)).order_by("due", "id"))
