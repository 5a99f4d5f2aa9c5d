from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.result import Result
from portal.store.statements import by, cross_join, every, insert_into, rows, run, sql


@dataclass(frozen=True)
class ResultRow:
    id: int
    application_id: int
    outcome: str
    decided_on: str
    sealed_values: bytes
    made_at: int


@dataclass(frozen=True)
class OutcomeCount:
    procedure: str
    outcome: str
    cases: int


_result = Result.table
_application = Application.table
_ADD = sql(insert_into(Result, ResultRow, but=("id",)))
_OF = sql(rows(ResultRow, Result).where(by(_result.c.application_id)).order_by(_result.c.id))
_NEWEST = sql(rows(ResultRow, Result).where(_result.c.application_id.in_(bindparam("ids"))).order_by(_result.c.id))
# Results of the days first: SQLite would look for those of every application.
_COUNTS = sql(
    select(_application.c.procedure, _result.c.outcome, func.count())
    .select_from(cross_join(_result, _application))
    .where(
        _application.c.id == _result.c.application_id,
        _application.c.duty.in_(bindparam("duties")),
        _result.c.decided_on >= bindparam("since"),
        _result.c.decided_on <= bindparam("until"),
    )
    .group_by(_application.c.procedure, _result.c.outcome)
    .order_by(_application.c.procedure, _result.c.outcome),
    OutcomeCount,
)


_GIVEN = sql(
    rows(ResultRow, Result)
    .join(_application, _application.c.id == _result.c.application_id)
    .where(
        _application.c.duty.in_(bindparam("duties")),
        _result.c.decided_on >= bindparam("since"),
        _result.c.decided_on <= bindparam("until"),
    )
    .order_by(_result.c.decided_on, _result.c.id)
    .limit(bindparam("most"))
)


def add(unit: Unit, row: ResultRow) -> None:
    """`row.id` is ignored."""
    run(unit, _ADD, vars(row))


def of_application(unit: Unit, application_id: int) -> list[ResultRow]:
    return every(unit, _OF, application_id=application_id)


def newest_of(unit: Unit, application_ids: Sequence[int]) -> dict[int, ResultRow]:
    # By application, of those that have one.
    return {row.application_id: row for row in every(unit, _NEWEST, ids=application_ids)}


def given(unit: Unit, duties: Sequence[str], since: str, until: str, most: int) -> list[ResultRow]:
    """By days of 決裁, both included."""
    return every(unit, _GIVEN, duties=duties, since=since, until=until, most=most)


def counts(unit: Unit, duties: Sequence[str], since: str, until: str) -> list[OutcomeCount]:
    """By days of 決裁, both included."""
    return every(unit, _COUNTS, duties=duties, since=since, until=until)
