"""Anonymous lines about disposed applications."""

from typing import NamedTuple

from sqlalchemy import bindparam

from portal.db import Unit
from portal.models.disposal.past_case import PastCase
from portal.store.statements import by, every, insert_into, rows, run, sql


class PastCaseRow(NamedTuple):
    """`arrived` and `month` (of the end): 2026-11."""

    uid: str
    duty: str
    procedure: str
    arrived: str
    month: str
    outcome: str
    days: int


_case = PastCase.table
_ADD = sql(insert_into(PastCase, PastCaseRow))
_OF = sql(
    rows(PastCaseRow, PastCase)
    .where(
        by(_case.c.duty, _case.c.procedure),
        _case.c.month >= bindparam("since"),
        _case.c.month < bindparam("until"),
    )
    .order_by(_case.c.uid)
)


def add(unit: Unit, row: PastCaseRow) -> None:
    run(unit, _ADD, row._asdict())


def of_procedure(unit: Unit, duty: str, procedure: str, since: str, until: str) -> list[PastCaseRow]:
    """Months in [since, until), by random key."""
    return every(unit, _OF, duty=duty, procedure=procedure, since=since, until=until)
