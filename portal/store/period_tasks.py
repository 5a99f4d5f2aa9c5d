"""Open applications whose period ends: which have no task yet, and which have one that still stands."""

from collections.abc import Sequence

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.desk_tasks import DueRow
from portal.store.statements import every, sql

# The clock of `standing` procedures stands while the applicant is asked for something.
_RUNS = "a.decided_at IS NULL AND NOT (a.state = 'returned' AND a.procedure IN :standing)"
# By duty, so that it is a range of the index of open ones and not all of them.
_ENDING = sql(
    f"SELECT a.id, a.id AS application_id, a.due FROM application a WHERE a.duty = :duty AND a.due > :after AND a.due <= :until "
    f"AND {_RUNS} AND NOT EXISTS (SELECT 1 FROM desk_task t WHERE t.about = :about AND t.subject_id = a.id AND t.due = a.due) "
    "ORDER BY a.due, a.id LIMIT :most"
).bindparams(bindparam("standing", expanding=True))
# Decided or put off, it is done: the task is of the very day that the application has now.
_OPEN = sql(
    "SELECT a.receipt_number, a.assignee_id FROM desk_task t JOIN application a ON a.id = t.subject_id AND a.due = t.due "
    f"WHERE t.about = :about AND a.duty IN :duties AND {_RUNS} ORDER BY a.due, a.id LIMIT :most"
).bindparams(bindparam("standing", expanding=True), bindparam("duties", expanding=True))


def ending(
    unit: Unit, about: str, duties: Sequence[str], standing: Sequence[str], after: str, until: str, most: int
) -> list[DueRow]:
    """Those of these duties whose day is behind `after` and not behind `until`, and of which no task `about` it tells."""
    found: list[DueRow] = []
    for duty in duties:
        values = {"about": about, "duty": duty, "after": after, "until": until, "most": most - len(found)}
        found += [DueRow(*row) for row in every(unit, _ENDING, **values, standing=list(standing) or [""])]
        if len(found) >= most:
            break
    return found


def open_numbers(
    unit: Unit, about: str, duties: Sequence[str], standing: Sequence[str], most: int
) -> list[tuple[str, int | None]]:
    """(receipt number, handler) of these duties' applications with a task that stands, due first."""
    rows = every(unit, _OPEN, about=about, duties=list(duties), standing=list(standing) or [""], most=most)
    return [(row.receipt_number, row.assignee_id) for row in rows]
