"""Open applications whose period ends: which have no task yet, and which have one that still stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.desk_tasks import DueRow
from portal.store.statements import every, sql

_RUNS = "a.decided_at IS NULL AND NOT (a.state = 'returned' AND a.procedure IN :standing)"
_TASK = "EXISTS (SELECT 1 FROM desk_task t WHERE t.about = :about AND t.subject_id = a.id AND t.due = a.due)"
# By duty, so that it is a range of the index of open ones, and neither all of them nor every task there ever was.
_RANGE = f"FROM application a WHERE a.duty = :duty AND a.due > :after AND a.due <= :until AND {_RUNS}"
_ENDING = sql(
    f"SELECT a.id, a.id AS application_id, a.due {_RANGE} AND NOT {_TASK} ORDER BY a.due, a.id LIMIT :most"
).bindparams(bindparam("standing", expanding=True))
# Decided or put off, it is done: the task is of the very day that the application has now.
_OPEN = sql(f"SELECT a.receipt_number, a.assignee_id {_RANGE} AND {_TASK} ORDER BY a.due, a.id LIMIT :most").bindparams(
    bindparam("standing", expanding=True)
)


@dataclass(frozen=True)
class Days:
    """Of what is asked: the task, and the days behind `after` up to `until` (ISO). The clock of `standing` procedures stands while
    the applicant is asked for something."""

    about: str
    after: str
    until: str
    standing: tuple[str, ...]

    @property
    def values(self) -> dict[str, Any]:
        return {"about": self.about, "after": self.after, "until": self.until, "standing": list(self.standing) or [""]}


def ending(unit: Unit, days: Days, duties: Sequence[str], most: int) -> list[DueRow]:
    """Those of these duties whose period ends on one of the days, and of which no task tells it."""
    found: list[DueRow] = []
    for duty in duties:
        if len(found) < most:
            found += [DueRow(*row) for row in every(unit, _ENDING, **days.values, duty=duty, most=most - len(found))]
    return found


def open_numbers(unit: Unit, days: Days, duties: Sequence[str], most: int) -> list[tuple[str, int | None]]:
    """(receipt number, handler) of those with a task that stands, by duty and due first, so many of each duty."""
    rows = (row for duty in duties for row in every(unit, _OPEN, **days.values, duty=duty, most=most))
    return [(row.receipt_number, row.assignee_id) for row in rows]
