"""From indexes only: application rows are large."""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.statements import by, exactly, one, sql

_application = Application.table
_ENDS = sql(
    select(func.coalesce(func.min(_application.c.id), 0), func.coalesce(func.max(_application.c.id), 0)),
)
_NEXT = sql(
    select(_application.c.id, _application.c.stored_at)
    .where(_application.c.id >= bindparam("id"))
    .order_by(_application.c.id)
    .limit(1)
)
_COUNT = sql(
    select(func.count())
    .select_from(_application)
    .where(by(_application.c.procedure), _application.c.id >= bindparam("first")),
    int,
)


def counts_since(unit: Unit, procedures: Iterable[str], since: int) -> dict[str, int]:
    first = _first_since(unit, since)
    return {procedure: exactly(unit, _COUNT, procedure=procedure, first=first) for procedure in procedures}


def _first_since(unit: Unit, since: int) -> int:
    # Binary search: ids and instants grow together.
    low, high = (int(end) for end in exactly(unit, _ENDS))
    high += 1
    while low < high:
        middle = (low + high) // 2
        row = one(unit, _NEXT, id=middle)
        if row is None or row.stored_at >= since:
            high = middle
        else:
            low = row.id + 1
    return low
