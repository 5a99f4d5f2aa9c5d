"""Counts from index ranges, without names."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, func, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.store.statements import every, sql

_DAY = 86_400_000_000  # microseconds
_TOKYO = 32_400_000_000  # nine hours: the day of an instant is its day in Asia/Tokyo


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


_application = Application.table
_correction = Correction.table
_GROUPS = _application.c.duty, _application.c.procedure, _application.c.state
_WAITING = sql(
    select(*_GROUPS, func.count(), func.sum(case((_application.c.due < bindparam("today"), 1), else_=0)))
    .where(_application.c.decided_at.is_(None))
    .group_by(*_GROUPS)
    .order_by(*_GROUPS),
    WaitingRow,
)
_ARRIVED = and_(
    _application.c.duty.in_(bindparam("duties")),
    _application.c.arrived_at >= bindparam("since"),
    _application.c.arrived_at < bindparam("until"),
)
_ARRIVAL_DAY = ((_application.c.arrived_at + _TOKYO) // _DAY).label("day")
_BY_DAY = sql(
    select(_ARRIVAL_DAY, func.count().label("number")).where(_ARRIVED).group_by(_ARRIVAL_DAY).order_by(_ARRIVAL_DAY)
)
_DAYS = ((_application.c.decided_at - _application.c.arrived_at) // _DAY).label("days")
_TAKEN = sql(
    select(_DAYS, func.count().label("number"))
    .where(_ARRIVED, _application.c.decided_at.is_not(None), _application.c.state != "withdrawn")
    .group_by(_DAYS)
    .order_by(_DAYS)
)
_RETURNS = sql(
    select(
        _application.c.uid,
        _application.c.key_id,
        _application.c.wrapped_key,
        _application.c.meaning,
        _correction.c.asked_at,
        _correction.c.sealed_words,
    )
    .join_from(_correction, _application, _application.c.id == _correction.c.application_id)
    .where(_ARRIVED)
    .order_by(_correction.c.id.desc())
    .limit(bindparam("most")),
    ReturnRow,
)


def waiting(unit: Unit, today: str) -> list[WaitingRow]:
    """`late` counts paused periods too."""
    return every(unit, _WAITING, today=today)


def by_day(unit: Unit, duties: Sequence[str], since: int, until: int) -> dict[int, int]:
    """Days since 1970 → arrivals."""
    return dict(every(unit, _BY_DAY, duties=duties, since=since, until=until))


def days_taken(unit: Unit, duties: Sequence[str], since: int, until: int) -> dict[int, int]:
    """Whole days → applications."""
    return dict(every(unit, _TAKEN, duties=duties, since=since, until=until))


def returns(unit: Unit, duties: Sequence[str], since: int, until: int, most: int) -> list[ReturnRow]:
    """Newest first."""
    return every(unit, _RETURNS, duties=duties, since=since, until=until, most=most)
