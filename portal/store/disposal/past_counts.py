"""Counts of deleted applications (`past_count`)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.disposal.past_count import PastCount
from portal.store.statements import by, every, insert_into, one, rows, run, sql


class PastCountRow(NamedTuple):
    """`month`: 2026-11; `days`: upper bound of a group, LONGER above all."""

    duty: str
    procedure: str
    month: str
    door: str
    outcome: str
    days: int
    number: int


_count = PastCount.table
_application = Application.table
_COUNT = sql(
    insert_into(PastCount, PastCountRow).on_conflict_do_update(
        index_elements=list(_count.primary_key.columns), set_={"number": _count.c.number + 1}
    )
)
_MONTHS = sql(
    select(_count.c.procedure, _count.c.month)
    .distinct()
    .where(_count.c.duty.in_(bindparam("duties")))
    .order_by(_count.c.procedure, _count.c.month)
)
_OF = sql(
    rows(PastCountRow, PastCount)
    .where(
        by(_count.c.duty, _count.c.procedure),
        _count.c.month >= bindparam("since"),
        _count.c.month < bindparam("until"),
    )
    .order_by(_count.c.month, _count.c.door, _count.c.outcome, _count.c.days)
)
_LEFT = sql(
    select(_application.c.id)
    .where(
        by(_application.c.procedure, _application.c.duty),
        _application.c.decided_at >= bindparam("since"),
        _application.c.decided_at < bindparam("until"),
    )
    .limit(1)
)


def count(unit: Unit, row: PastCountRow) -> None:
    """`row.number` is 1."""
    run(unit, _COUNT, row._asdict())


def months(unit: Unit, duties: Sequence[str]) -> list[tuple[str, str]]:
    return [(row.procedure, row.month) for row in every(unit, _MONTHS, duties=duties)]


def of_procedure(unit: Unit, duty: str, procedure: str, since: str, until: str) -> list[PastCountRow]:
    return every(unit, _OF, duty=duty, procedure=procedure, since=since, until=until)


def any_left(unit: Unit, duty: str, procedure: str, since: int, until: int) -> bool:
    return one(unit, _LEFT, duty=duty, procedure=procedure, since=since, until=until) is not None
