"""Every part of a page is a range of an index of open applications only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select

from forms.definition.kind import RETURNED
from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.cases.applications import ApplicationRow
from portal.store.compiling import elements
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
_RUNNING = "NOT (state = 'returned' AND procedure IN {})"
# `IS TRUE`: PostgreSQL would join each row to the list (31 ms of a page of 20,000 open cases); so it looks up a hash (1 ms).
_PAUSED = "state = 'returned' AND (procedure IN {}) IS TRUE"
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
# For a list, `column = value` for each of its values in turn, or where few rows wait, `column IN`: not by the index of duties, by
# which SQLite would check every open application.
_LISTED = {
    "duties": ("duty", "duty || ''", "{}.value"),
    "procedures": ("procedure", "procedure", "{}.value"),
    "assignees": ("assignee_id", "assignee_id", "CAST({}.value AS BIGINT)"),
}
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
    office: str = ""  # 受付の窓口
    only: tuple[str, ...] | None = None
    assignees: tuple[int, ...] | None = None  # the member of staff, and the colleagues they deputise for
    unassigned: bool = False
    due_from: str = ""
    due_before: str = ""  # without returned applications of `standing` procedures
    standing: tuple[str, ...] = ()
    passed: bool = False  # the applicant's day to answer is over, and the next step is not decided
    papers: str = ""  # owed, over or new: papers that the applicant sends later
    hold: str = ""  # any: something besides the state is unsettled; approval: a decision waits for its approver
    # By due day the returned applications of these procedures come last: their clock is stopped.
    pausing: tuple[str, ...] = ()

    @property
    def divided(self) -> bool:
        asked = not self.procedure or self.procedure in self.pausing
        return bool(self.pausing) and asked and not (self.state or self.standing or self.passed)


@dataclass(frozen=True)
class Place:
    # Of a row in an order. `paused`: among those whose clock is stopped.
    value: str | int
    id: int
    paused: bool = False


def place_of(row: ApplicationRow, wanted: QueueFilter, order: str) -> Place:
    paused = order == "due" and wanted.divided and row.state == RETURNED and row.procedure in wanted.pausing
    return Place(getattr(row, ORDERS[order][0]), row.id, paused)


def page(
    unit: Unit, wanted: QueueFilter, order: str = "due", *, after: Place | None = None, most: int = 50,
    back: bool = False,
) -> list[ApplicationRow]:  # fmt: skip
    """`after`: of the last row seen; `back`: the rows before it, nearest first."""
    if order != "due" or not wanted.divided:
        return _page(unit, wanted, order, after, most, back)
    # Two ranges, not one more column in each index: the first is nearly always enough.
    parts = [(_PAUSED, True), (_RUNNING, False)] if back else [(_RUNNING, False), (_PAUSED, True)]
    if after is not None and after.paused is not parts[0][1]:
        parts = parts[1:]
    rows: list[ApplicationRow] = []
    for part, paused in parts:
        begun = after if after is not None and after.paused is paused else None
        rows += _page(unit, wanted, order, begun, most - len(rows), back, part)
        # Nor ahead: fifty more rows cost a page of a full list 3 to 6 ms.
        if len(rows) >= most or unit.asked is not None:
            break
    return rows


def _page(
    unit: Unit, wanted: QueueFilter, order: str, after: Place | None, most: int, back: bool, part: str = ""
) -> list[ApplicationRow]:  # fmt: skip
    column, ascending = ORDERS[order]
    grows = ascending is not back
    dialect = unit.connection.dialect.name
    lists, where, values = _parts(wanted, dialect)
    if part:
        where += f" AND {part.format(elements('pausing', dialect))}"
        values["pausing"] = json.dumps(wanted.pausing)
    if after is not None:
        sign = ">" if grows else "<"
        where += f" AND ({column} {sign} :sorted OR ({column} = :sorted AND id {sign} :last))"
        values |= {"sorted": after.value, "last": after.id}
    sorting = f"ORDER BY {column}, id" if grows else f"ORDER BY {column} DESC, id DESC"
    text = first_of_each(_COLUMNS, lists, where, sorting, dialect)
    return every(unit, _page_of(f"{text} LIMIT :most"), **values, most=most)


def first_of_each(columns: str, lists: str, where: str, sorting: str, dialect: str) -> str:
    """`most` applications of each combination of values of `lists`."""
    each = f"FROM application WHERE {where} {sorting} LIMIT :most"
    if dialect == "sqlite":  # which has no LATERAL
        return f"SELECT {columns} FROM {lists} application WHERE id IN (SELECT id {each}) {sorting}"
    return f"SELECT {columns} FROM {lists} LATERAL (SELECT {columns} {each}) AS few {sorting}"


def count(unit: Unit, wanted: QueueFilter, most: int = 1000) -> int:
    """Stops at `most`."""
    dialect = unit.connection.dialect.name
    lists, where, values = _parts(wanted, dialect)
    each = f"application WHERE {where}"
    if dialect == "postgresql":  # which might read all applications once instead
        each = f"LATERAL (SELECT 1 FROM {each} LIMIT :most) AS few"
    statement = _count_of(f"SELECT COUNT(*) FROM (SELECT 1 FROM {lists} {each} LIMIT :most) AS few")
    return sum(every(unit, statement, **values, most=most))


def of_numbers(unit: Unit, numbers: Sequence[str]) -> list[ApplicationRow]:
    rows = {row.receipt_number: row for row in every(unit, _OF_NUMBERS, numbers=numbers)} if numbers else {}
    return [rows[number] for number in numbers if number in rows]


def newest(unit: Unit) -> int:
    return sum(every(unit, _NEWEST))


def since(unit: Unit, last: int, most: int) -> list[tuple[int, str]]:
    return every(unit, _SINCE, last=last, most=most)


def _parts(wanted: QueueFilter, dialect: str) -> tuple[str, str, dict[str, Any]]:
    # Tables of the lists of which each value is a range of an index, where `IN` would read and sort all; conditions; values. A list
    # is one value: as a text with a range for each of 44 duties a page took PostgreSQL 300 ms, most of it to plan.
    clauses: list[str] = ["decided_at IS NULL"]
    tables, values = "", dict[str, Any]()
    few = wanted.passed or wanted.papers or wanted.hold
    plain = (
        ("state", "state = :state", wanted.state),
        ("procedure", "procedure = :procedure", wanted.procedure),
        # Its index holds only applications with an office, which the text says.
        ("office", "office = :office AND office <> ''", wanted.office),
        ("due_from", "due >= :due_from", wanted.due_from),
        ("due_before", "due < :due_before", wanted.due_before),
        ("standing", f"NOT (state = 'returned' AND procedure IN {elements('standing', dialect)})", wanted.standing),
    )
    for name, clause, value in plain:
        if value:
            clauses.append(clause)
            values[name] = value if isinstance(value, str) else json.dumps(value)
    for name, listed in (("duties", wanted.duties), ("procedures", wanted.only), ("assignees", wanted.assignees)):
        if listed is not None:
            column, column_of_few, value = _LISTED[name]
            values[name] = json.dumps(listed)
            if few:
                clauses.append(
                    f"{column_of_few} IN (SELECT {value.format('few')} FROM {elements(name, dialect)} AS few)"
                )
            else:
                clauses.append(f"{column} = {value.format(name)}")
                tables += f"{elements(name, dialect)} AS {name} CROSS JOIN "
    if wanted.unassigned:
        clauses.append("assignee_id IS NULL")
    if wanted.passed:
        clauses.append(_PASSED)
    if wanted.papers:
        clauses.append(_PAPERS[wanted.papers])
    if wanted.hold:
        clauses.append(_HOLDS[wanted.hold])
    return tables, " AND ".join(clauses), values
