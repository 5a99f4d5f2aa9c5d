"""Every part of a page is a range of an index of open applications only."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.cases.applications import ApplicationRow
from portal.store.desk.decisions import IN_APPROVAL
from portal.store.handover.holds import HELD
from portal.store.statements import Statement, columns, every, sql

# Pages and counts stay text because SQLAlchemy compiles a built statement again for each filter: a page of five duties
# takes 90 µs as text and 11 400 µs built from columns (timeit, SQLite).

# Reads the few overdue rows first and then their applications; the other way round would check every open application.
_PASSED = (
    "state = 'returned' AND id IN (SELECT t.application_id FROM desk_task t JOIN correction c ON c.id = t.subject_id "
    "AND c.due = t.due WHERE t.about = 'correction' AND c.answered_at IS NULL)"
)
_PAPERS = {
    "owed": "id IN (SELECT application_id FROM late_paper WHERE state = 'owed')",
    "over": (
        "id IN (SELECT t.application_id FROM desk_task t JOIN late_paper p ON p.id = t.subject_id AND p.due = t.due "
        "WHERE t.about = 'paper' AND p.state = 'owed')"
    ),
    "new": "id IN (SELECT application_id FROM late_paper WHERE state = 'came' AND seen_at IS NULL)",
}
# Sort column, and whether the order is ascending. The id decides between equal values.
ORDERS = {"due": ("due", True), "oldest": ("arrived_at", True), "newest": ("arrived_at", False)}

_application = Application.table
_COLUMNS = ", ".join(column.name for column in columns(ApplicationRow, Application))
_NEWEST = sql(select(func.coalesce(func.max(_application.c.id), 0)), int)
_SINCE = sql(
    select(_application.c.id, _application.c.duty)
    .where(_application.c.id > bindparam("last"))
    .order_by(_application.c.id.desc())
    .limit(bindparam("most"))
)
_OF_NUMBERS = sql(
    select(*columns(ApplicationRow, Application)).where(_application.c.receipt_number.in_(bindparam("numbers"))),
    ApplicationRow,
)
_HOLDS = {"any": HELD, "approval": IN_APPROVAL}


@lru_cache(maxsize=256)
def _page_of(text: str) -> Statement[ApplicationRow]:
    return sql(text, ApplicationRow)


@lru_cache(maxsize=512)
def _count_of(text: str) -> Statement[int]:
    return sql(text, int)


@dataclass(frozen=True)
class QueueFilter:
    """`state` "": every open state."""

    duties: tuple[str, ...]
    state: str = ""
    procedure: str = ""
    only: tuple[str, ...] | None = None
    assignees: tuple[int, ...] | None = None  # the member of staff, and the colleagues they deputise for
    unassigned: bool = False
    due_from: str = ""
    due_before: str = ""  # without returned applications of `standing` procedures
    standing: tuple[str, ...] = ()
    passed: bool = False  # the applicant's day to answer is over, and the next step is not decided
    papers: str = ""  # owed, over or new: papers that the applicant sends later
    hold: str = ""  # any: something besides the state is unsettled; approval: a decision waits for its approver


def page(
    unit: Unit, wanted: QueueFilter, order: str = "due", *, after: tuple[str | int, int] | None = None, most: int = 50,
    back: bool = False,
) -> list[ApplicationRow]:  # fmt: skip
    """`after`: (sort value, id) of the last row seen; `back`: the rows before it, nearest first."""
    column, ascending = ORDERS[order]
    grows = ascending is not back
    where, values = _where(wanted)
    if after is not None:
        sign = ">" if grows else "<"
        where += f" AND ({column} {sign} :sorted OR ({column} = :sorted AND id {sign} :last))"
        values |= {"sorted": after[0], "last": after[1]}
    sorting = f"ORDER BY {column}, id" if grows else f"ORDER BY {column} DESC, id DESC"
    ranges, named = _ranges(wanted)
    each = (
        f"SELECT * FROM (SELECT {_COLUMNS} FROM application WHERE {one_range} AND {where} {sorting} LIMIT :most) AS r{number}"
        for number, one_range in enumerate(ranges)
    )
    statement = _page_of(f"{_standing(wanted)}{' UNION ALL '.join(each)} {sorting} LIMIT :most")
    return every(unit, statement, **values, **named, most=most)


def _ranges(wanted: QueueFilter, *, sorts: bool = True) -> tuple[list[str], dict[str, Any]]:
    """One index range each: `IN` would read and sort all; for a count, one of each procedure is enough. Where few rows wait,
    not the duty index: SQLite would check every open application."""
    duties = _numbered("duty", wanted.duties)
    named: dict[str, Any] = dict(duties)
    ranges = [f"duty = :{duty}" for duty in duties]
    if wanted.passed or wanted.papers or wanted.hold:
        ranges = [f"duty || '' IN ({', '.join(f':{duty}' for duty in duties)})"]
    elif wanted.only is not None and not sorts:
        ranges = [f"duty IN ({', '.join(f':{duty}' for duty in duties)})"]
    for column, asked in (("procedure", wanted.only), ("assignee_id", wanted.assignees)):
        if asked is not None:
            values = _numbered(column, asked)
            named |= values
            ranges = [f"{one_range} AND {column} = :{name}" for one_range in ranges for name in values]
    return ranges, named


def count(unit: Unit, wanted: QueueFilter, most: int = 1000) -> int:
    """Stops at `most`."""
    where, values = _where(wanted)
    ranges, named = _ranges(wanted, sorts=False)
    each = (
        f"SELECT * FROM (SELECT 1 FROM application WHERE {one_range} AND {where} LIMIT :most) AS r{number}"
        for number, one_range in enumerate(ranges)
    )
    statement = _count_of(f"{_standing(wanted)}SELECT COUNT(*) FROM ({' UNION ALL '.join(each)} LIMIT :most) AS few")
    return sum(every(unit, statement, **values, **named, most=most))


def of_numbers(unit: Unit, numbers: Sequence[str]) -> list[ApplicationRow]:
    rows = {row.receipt_number: row for row in every(unit, _OF_NUMBERS, numbers=numbers)} if numbers else {}
    return [rows[number] for number in numbers if number in rows]


def newest(unit: Unit) -> int:
    return sum(every(unit, _NEWEST))


def since(unit: Unit, last: int, most: int) -> list[tuple[int, str]]:
    return every(unit, _SINCE, last=last, most=most)


def _where(wanted: QueueFilter) -> tuple[str, dict[str, Any]]:
    clauses: list[str] = ["decided_at IS NULL"]
    values: dict[str, Any] = {}
    plain = (
        ("state", "state = :state", wanted.state),
        ("procedure", "procedure = :procedure", wanted.procedure),
        ("due_from", "due >= :due_from", wanted.due_from),
        ("due_before", "due < :due_before", wanted.due_before),
    )
    for name, clause, value in plain:
        if value:
            clauses.append(clause)
            values[name] = value
    if wanted.unassigned:
        clauses.append("assignee_id IS NULL")
    if wanted.passed:
        clauses.append(_PASSED)
    if wanted.papers:
        clauses.append(_PAPERS[wanted.papers])
    if wanted.hold:
        clauses.append(_HOLDS[wanted.hold])
    if wanted.standing:
        clauses.append("NOT (state = 'returned' AND procedure IN (SELECT procedure FROM standing))")
        values |= _numbered("standing", wanted.standing)
    return " AND ".join(clauses), values


def _standing(wanted: QueueFilter) -> str:
    """Once, and not in each range: a hundred names in each of 344 made a text of 330 kB, and SQLite keeps what it made of it."""
    names = ", ".join(f"(:{name})" for name in _numbered("standing", wanted.standing))
    return f"WITH standing (procedure) AS (VALUES {names}) " if wanted.standing else ""


def _numbered(name: str, values: Sequence[str | int]) -> dict[str, Any]:
    """No values match nothing, never everything."""
    return {f"{name}{number}": value for number, value in enumerate(values or ("",))}
