"""Counts over applications: how many wait, arrive, are decided and returned. Ranges of indexes, and no name is read."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam

from portal.db import Unit
from portal.store.statements import every, sql

_DAY = 86_400_000_000  # microseconds
_TOKYO = 32_400_000_000  # nine hours: the day of an instant is that of Asia/Tokyo
_DUTIES: BindParameter[Any] = bindparam("duties", expanding=True)
_WAITING = sql(
    "SELECT duty, procedure, state, COUNT(*) AS number, SUM(CASE WHEN due < :today THEN 1 ELSE 0 END) AS late "
    "FROM application WHERE decided_at IS NULL GROUP BY duty, procedure, state ORDER BY duty, procedure, state"
)
_ARRIVED = "FROM application a WHERE a.duty IN :duties AND a.arrived_at >= :since AND a.arrived_at < :until"
_BY_DAY = sql(
    f"SELECT (a.arrived_at + {_TOKYO}) / {_DAY} AS day, COUNT(*) AS number {_ARRIVED} GROUP BY 1 ORDER BY 1"
).bindparams(_DUTIES)
_TAKEN = sql(
    f"SELECT (a.decided_at - a.arrived_at) / {_DAY} AS days, COUNT(*) AS number {_ARRIVED} "
    "AND a.decided_at IS NOT NULL AND a.state <> 'withdrawn' GROUP BY 1 ORDER BY 1"
).bindparams(_DUTIES)
_RETURNS = sql(
    "SELECT a.uid, a.key_id, a.wrapped_key, a.meaning, c.asked_at, c.sealed_words FROM correction c "
    "JOIN application a ON a.id = c.application_id WHERE a.duty IN :duties AND a.arrived_at >= :since "
    "AND a.arrived_at < :until ORDER BY c.id DESC LIMIT :most"
).bindparams(_DUTIES)


class WaitingRow(NamedTuple):
    duty: str
    procedure: str
    state: str
    number: int
    late: int


class ReturnRow(NamedTuple):
    uid: str
    key_id: str
    wrapped_key: bytes
    meaning: str
    asked_at: int
    sealed_words: bytes


def waiting(unit: Unit, today: str) -> list[WaitingRow]:
    """Of every duty; `late`: whose day has passed, whether or not its clock stands."""
    return [WaitingRow(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in every(unit, _WAITING, today=today)]


def by_day(unit: Unit, duties: Sequence[str], since: int, until: int) -> dict[int, int]:
    """How many arrived: days since 1970 to number."""
    rows = every(unit, _BY_DAY, duties=list(duties), since=since, until=until)
    return {int(row[0]): int(row[1]) for row in rows}


def days_taken(unit: Unit, duties: Sequence[str], since: int, until: int) -> dict[int, int]:
    """Of those that arrived then and were decided: whole days to number."""
    rows = every(unit, _TAKEN, duties=list(duties), since=since, until=until)
    return {int(row[0]): int(row[1]) for row in rows}


def returns(unit: Unit, duties: Sequence[str], since: int, until: int, most: int) -> list[ReturnRow]:
    """The last ones first."""
    rows = every(unit, _RETURNS, duties=list(duties), since=since, until=until, most=most)
    return [ReturnRow(*row) for row in rows]
