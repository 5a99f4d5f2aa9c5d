from dataclasses import dataclass

from sqlalchemy import func, select

from portal.db import Unit
from portal.models.procedures.procedure_stop import ProcedureStop
from portal.store.statements import by, every, exactly, insert_into, rows, run, sql

STOPPED, ENDED, LIFTED = "stopped", "ended", "lifted"


@dataclass(frozen=True)
class StopRow:
    id: int
    procedure: str
    kind: str
    words: str
    staff_id: int | None  # None: it came by courier
    at: int


_stop = ProcedureStop.table
_ROWS = rows(StopRow, ProcedureStop)
_other = _stop.alias("other")
_LAST = select(func.max(_other.c.id)).group_by(_other.c.procedure)
_OF_EACH = sql(_ROWS.where(_stop.c.id.in_(_LAST)).order_by(_stop.c.procedure))
_OF = sql(_ROWS.where(by(_stop.c.procedure)).order_by(_stop.c.id.desc()).limit(50))
_ADD = sql(insert_into(ProcedureStop, StopRow, but=("id",)))
_NEWEST = sql(select(func.coalesce(func.max(_stop.c.id), 0)), int)


def last(unit: Unit) -> dict[str, StopRow]:
    # Also those that were lifted.
    return {row.procedure: row for row in every(unit, _OF_EACH)}


def in_force(unit: Unit) -> dict[str, StopRow]:
    return {name: row for name, row in last(unit).items() if row.kind != LIFTED}


def of_procedure(unit: Unit, procedure: str) -> list[StopRow]:
    # The newest first.
    return every(unit, _OF, procedure=procedure)


def add(unit: Unit, row: StopRow) -> None:
    run(unit, _ADD, vars(row))


def newest(unit: Unit) -> int:
    return exactly(unit, _NEWEST)
