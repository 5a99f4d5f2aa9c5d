"""Counts of arrivals by procedure, also of disposed ones."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, Table, and_, bindparam, cast, func, literal_column, select, union_all, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.models.desk.filing_figure import FilingFigure
from portal.models.disposal.disposal_line import DisposalLine
from portal.store.statements import by, every, insert_into, run, sql

_DAY = 86_400_000_000  # microseconds


class ArrivalCount(NamedTuple):
    """`kept`: of these, not disposed of."""

    duty: str
    procedure: str
    door: str
    number: int
    kept: int


class DaysCount(NamedTuple):
    duty: str
    procedure: str
    days: int
    number: int


class ReturnCount(NamedTuple):
    """Kept applications with at least one correction."""

    duty: str
    procedure: str
    number: int


class FilingCount(NamedTuple):
    duty: str
    procedure: str
    door: str
    minutes: int | None
    number: int
    boxes: int
    unkeyed: int


class FilingFigureRow(NamedTuple):
    uid: str
    day: str
    duty: str
    procedure: str
    door: str
    minutes: int | None
    boxes: int
    unkeyed: int


class UnnotedRow(NamedTuple):
    id: int
    sealed_filing: bytes


_application = Application.table
_line = DisposalLine.table
_correction = Correction.table
_figure = FilingFigure.table


def _between(table: Table, column: str) -> Any:
    return and_(
        table.c.duty.in_(bindparam("duties")),
        table.c[column] >= bindparam("since"),
        table.c[column] < bindparam("until"),
    )


def _all(kept: "Select[Any]", gone: "Select[Any]") -> Any:
    return union_all(kept, gone.where(_line.c.state == "gone")).subquery("every_case")


_arrived = _all(
    select(*(_application.c[name] for name in ("duty", "procedure", "door")), literal_column("1").label("kept")).where(
        _between(_application, "arrived_at")
    ),
    select(*(_line.c[name] for name in ("duty", "procedure", "door")), literal_column("0").label("kept")).where(
        _between(_line, "arrived_at")
    ),
)
_DOOR = _arrived.c.duty, _arrived.c.procedure, _arrived.c.door
_ARRIVALS = sql(select(*_DOOR, func.count(), func.sum(_arrived.c.kept)).group_by(*_DOOR).order_by(*_DOOR), ArrivalCount)


def _days_of(column: str) -> Any:
    ended = "ended_at" if column == "decided_at" else column
    return _all(
        select(
            _application.c.duty,
            _application.c.procedure,
            ((_application.c.decided_at - _application.c.arrived_at) // _DAY).label("days"),
        ).where(
            _between(_application, column), _application.c.decided_at.is_not(None), _application.c.state != "withdrawn"
        ),
        select(_line.c.duty, _line.c.procedure, ((_line.c.ended_at - _line.c.arrived_at) // _DAY).label("days")).where(
            _between(_line, ended), _line.c.outcome != "withdrawn"
        ),
    )


_taken = _days_of("arrived_at")
_TAKEN = sql(
    select(_taken.c.duty, _taken.c.procedure, _taken.c.days, func.count())
    .group_by(_taken.c.duty, _taken.c.procedure, _taken.c.days)
    .order_by(_taken.c.duty, _taken.c.procedure, _taken.c.days),
    DaysCount,
)
_decided = _days_of("decided_at")
_DECIDED = sql(select(_decided.c.days, func.count()).group_by(_decided.c.days).order_by(_decided.c.days))
_CASE = _application.c.duty, _application.c.procedure
_RETURNED = sql(
    select(*_CASE, func.count(_correction.c.application_id.distinct()))
    .join_from(_application, _correction, _application.c.id == _correction.c.application_id)
    .where(_between(_application, "arrived_at"))
    .group_by(*_CASE)
    .order_by(*_CASE),
    ReturnCount,
)
_SORT = _figure.c.duty, _figure.c.procedure, _figure.c.door, _figure.c.minutes
_FILED = sql(
    select(*_SORT, func.count(), *(cast(func.sum(_figure.c[name]), BigInteger) for name in ("boxes", "unkeyed")))
    .where(_between(_figure, "day"))
    .group_by(*_SORT)
    .order_by(*_SORT),
    FilingCount,
)
_ADD = sql(insert_into(FilingFigure, FilingFigureRow))
_IS_UNNOTED = _application.c.sealed_filing.is_not(None)
_UNNOTED = sql(
    select(_application.c.id, _application.c.sealed_filing)
    .where(_IS_UNNOTED)
    .order_by(_application.c.id)
    .limit(bindparam("most")),
    UnnotedRow,
)
_NOTED = sql(update(_application).where(by(_application.c.id), _IS_UNNOTED).values(sealed_filing=None))


def arrivals(unit: Unit, duties: Sequence[str], since: int, until: int) -> list[ArrivalCount]:
    return every(unit, _ARRIVALS, duties=duties, since=since, until=until)


def taken(unit: Unit, duties: Sequence[str], since: int, until: int) -> list[DaysCount]:
    """Whole days from arrival to the end of what arrived in the period, without withdrawals."""
    return every(unit, _TAKEN, duties=duties, since=since, until=until)


def decided(unit: Unit, duties: Sequence[str], since: int, until: int) -> dict[int, int]:
    """Whole days → applications that were decided in the period."""
    return dict(every(unit, _DECIDED, duties=duties, since=since, until=until))


def returned(unit: Unit, duties: Sequence[str], since: int, until: int) -> list[ReturnCount]:
    return every(unit, _RETURNED, duties=duties, since=since, until=until)


def filed(unit: Unit, duties: Sequence[str], since: str, until: str) -> list[FilingCount]:
    """ISO days, the last excluded."""
    return every(unit, _FILED, duties=duties, since=since, until=until)


def add_filing(unit: Unit, row: FilingFigureRow) -> None:
    run(unit, _ADD, row._asdict())


def unnoted(unit: Unit, most: int) -> list[UnnotedRow]:
    return every(unit, _UNNOTED, most=most)


def mark_noted(unit: Unit, application_id: int) -> bool:
    return run(unit, _NOTED, {"id": application_id}).rowcount == 1
