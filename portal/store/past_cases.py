"""Anonymous lines of applications that are gone (`past_case`)."""

from typing import NamedTuple

from portal.db import Unit
from portal.store.statements import every, insert, run, sql


class PastCaseRow(NamedTuple):
    """Months as 2026-11: in which it arrived, and in which it ended."""

    uid: str
    duty: str
    procedure: str
    arrived: str
    month: str
    outcome: str
    days: int


_COLUMNS = "uid, duty, procedure, arrived, month, outcome, days"
_ADD = insert("past_case", *_COLUMNS.split(", "))
_OF = sql(
    f"SELECT {_COLUMNS} FROM past_case WHERE duty = :duty AND procedure = :procedure AND month >= :since "
    "AND month < :until ORDER BY uid"
)


def add(unit: Unit, row: PastCaseRow) -> None:
    run(unit, _ADD, row._asdict())


def of_procedure(unit: Unit, duty: str, procedure: str, since: str, until: str) -> list[PastCaseRow]:
    """Ended in months from `since` to before `until`; in no order that tells anything."""
    return [PastCaseRow(*row) for row in every(unit, _OF, duty=duty, procedure=procedure, since=since, until=until)]
