"""Counts of applications that are gone (`past_count`)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


class PastCountRow(NamedTuple):
    """`month` as 2026-11; `days`: the upper bound of a group, LONGER above all."""

    duty: str
    procedure: str
    month: str
    door: str
    outcome: str
    days: int
    number: int


_COLUMNS = "duty, procedure, month, door, outcome, days, number"
_COUNT = insert(
    "past_count", *_COLUMNS.split(", "),
    tail="ON CONFLICT (duty, procedure, month, door, outcome, days) DO UPDATE SET number = past_count.number + 1",
)  # fmt: skip
_DUTIES: BindParameter[Any] = bindparam("duties", expanding=True)
_YEARS = sql(
    "SELECT DISTINCT procedure, month FROM past_count WHERE duty IN :duties ORDER BY procedure, month"
).bindparams(_DUTIES)
_OF = sql(
    f"SELECT {_COLUMNS} FROM past_count WHERE duty = :duty AND procedure = :procedure AND month >= :since "
    "AND month < :until ORDER BY month, door, outcome, days"
)
_LEFT = sql(
    "SELECT 1 AS there FROM application WHERE procedure = :procedure AND duty = :duty AND decided_at >= :since "
    "AND decided_at < :until LIMIT 1"
)


def count(unit: Unit, row: PastCountRow) -> None:
    """One more of this sort; its own `number` is 1."""
    run(unit, _COUNT, row._asdict())


def months(unit: Unit, duties: Sequence[str]) -> list[tuple[str, str]]:
    """(procedure, month) of which something is gone."""
    return [(row.procedure, row.month) for row in every(unit, _YEARS, duties=list(duties) or [""])]


def of_procedure(unit: Unit, duty: str, procedure: str, since: str, until: str) -> list[PastCountRow]:
    """Months from `since` to before `until`."""
    rows = every(unit, _OF, duty=duty, procedure=procedure, since=since, until=until)
    return [PastCountRow(*row) for row in rows]


def any_left(unit: Unit, duty: str, procedure: str, since: int, until: int) -> bool:
    """Whether an application that ended in [since, until) is still kept."""
    return one(unit, _LEFT, duty=duty, procedure=procedure, since=since, until=until) is not None
