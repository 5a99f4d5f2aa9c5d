"""How often each procedure was used: counted over indexes alone, for rows of applications are large."""

from collections.abc import Iterable

from portal.db import Unit
from portal.store.statements import one, sql

_ENDS = sql("SELECT coalesce(min(id), 0) AS low, coalesce(max(id), 0) AS high FROM application")
_NEXT = sql("SELECT id, stored_at FROM application WHERE id >= :id ORDER BY id LIMIT 1")
_COUNT = sql("SELECT count(*) AS count FROM application WHERE procedure = :procedure AND id >= :first")


def counts_since(unit: Unit, procedures: Iterable[str], since: int) -> dict[str, int]:
    """Applications that were stored since then, by procedure."""
    first = _first_since(unit, since)
    return {procedure: int(one(unit, _COUNT, procedure=procedure, first=first).count) for procedure in procedures}


def _first_since(unit: Unit, since: int) -> int:
    """Numbers and instants grow together: found by halving, a look-up by number each time."""
    ends = one(unit, _ENDS)
    low, high = int(ends.low), int(ends.high) + 1
    while low < high:
        middle = (low + high) // 2
        row = one(unit, _NEXT, id=middle)
        if row is None or row.stored_at >= since:
            high = middle
        else:
            low = row.id + 1
    return low
