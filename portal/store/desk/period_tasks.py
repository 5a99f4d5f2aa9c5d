import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from portal.db import Unit
from portal.store.compiling import elements
from portal.store.desk.desk_tasks import DueRow
from portal.store.desk.queues import first_of_each
from portal.store.statements import Statement, every, sql


@dataclass(frozen=True)
class Days:
    """In (after, until]."""

    about: str
    after: str
    until: str
    standing: tuple[str, ...]  # procedures whose period pauses while returned


@dataclass(frozen=True)
class _Row:
    id: int
    receipt_number: str
    assignee_id: int | None
    due: str


_BEFORE = DueRow(0, 0, "")


def ending(unit: Unit, days: Days, duties: Sequence[str], most: int, beyond: DueRow = _BEFORE) -> list[DueRow]:
    # `beyond`: the last one of the part before. Without it each part reads all that have their task by then: 250,000 took
    # PostgreSQL 20 minutes of processor.
    rows = _of_each(unit, days, duties, most, tasks=False, day=beyond.due, last=beyond.id)
    return [DueRow(row.id, row.id, row.due) for row in rows[:most]]


def open_numbers(unit: Unit, days: Days, duties: Sequence[str], most: int) -> list[tuple[str, int | None]]:
    """(receipt number, handler), at most `most` per duty."""
    return [(row.receipt_number, row.assignee_id) for row in _of_each(unit, days, duties, most, tasks=True)]


def _of_each(
    unit: Unit, days: Days, duties: Sequence[str], most: int, *, tasks: bool, **beyond: str | int
) -> list[_Row]:
    # One statement: sixty took 132 of a queue's 186 ms on PostgreSQL.
    values = vars(days) | {"duties": json.dumps(duties), "standing": json.dumps(days.standing), "most": most} | beyond
    return every(unit, _statement(unit.connection.dialect.name, tasks), **values)


@cache
def _statement(dialect: str, tasks: bool) -> Statement[_Row]:
    """A task counts only while its day is the application's current due date: after a decision or an extension it is done."""
    # Which is almost each one: with an offset PostgreSQL asks for it by key, instead of sorting all tasks for each duty (58,000
    # tasks: 375 ms, 2 with it).
    first = "LIMIT 1 OFFSET 0" if tasks else ""
    where = (
        f"duty = duties.value AND {'' if tasks else '(due, id) > (:day, :last) AND '}due > :after AND due <= :until AND decided_at IS NULL "
        f"AND NOT (state = 'returned' AND procedure IN {elements('standing', dialect)}) AND {'' if tasks else 'NOT '}EXISTS "
        f"(SELECT id FROM desk_task WHERE about = :about AND subject_id = application.id AND due = application.due {first})"
    )
    duties = f"{elements('duties', dialect)} AS duties CROSS JOIN"
    return sql(first_of_each("id, receipt_number, assignee_id, due", duties, where, "ORDER BY due, id", dialect), _Row)
