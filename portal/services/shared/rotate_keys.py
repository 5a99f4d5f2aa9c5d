"""Wraps data keys again under the current key while the service runs."""

# A killed run continues.

from collections.abc import Callable, Iterator, Mapping
from time import sleep

from integrations.sockets.interfaces import KeyStore
from portal.db import Database, Unit
from portal.errors import Conflict
from portal.store.shared import key_checks, wrapped_keys
from portal.store.shared.wrapped_keys import WrappedRow, WrappedTable

AT_ONCE = 100
_PAUSE = 0.02  # seconds between two transactions: others write meanwhile


class StillNeeded(Conflict):
    """`rows`: how many, by table."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        super().__init__("keys")
        self.rows = rows


def rows_left(unit: Unit, keys: KeyStore, ring: str) -> dict[str, int]:
    current = keys.current()
    counted = {
        table.name: table.count(unit, [key_id for key_id in table.used(unit) if key_id != current])
        for table in wrapped_keys.of_ring(ring)
    }
    return {name: count for name, count in counted.items() if count}


def rewrap(
    database: Database, keys: KeyStore, ring: str, report: Callable[[str, int], None], at_once: int = AT_ONCE
) -> int:
    """Number of rows. Raises KeyError or ValueError for a row whose key is lost or was changed."""
    done = 0
    for table in wrapped_keys.of_ring(ring):
        for count in _rewrap_table(database, keys, table, at_once):
            done += count
            report(table.name, count)
    return done


def _rewrap_table(database: Database, keys: KeyStore, table: WrappedTable, at_once: int) -> Iterator[int]:
    # Repeats: others may meanwhile write under the former key.
    last: WrappedRow | None = None
    moved = False
    while True:
        with database.read() as unit:
            rows = table.page(unit, keys.current(), last, at_once)
        if not rows:
            if not moved:
                return
            last, moved = None, False
            continue
        yield _rewrap_rows(database, keys, table, rows)
        last, moved = rows[-1], True
        sleep(_PAUSE)


def _rewrap_rows(database: Database, keys: KeyStore, table: WrappedTable, rows: list[WrappedRow]) -> int:
    current = keys.current()
    changed = [
        (row, keys.wrap(current, keys.unwrap(row.key_id, row.wrapped_key, bound), bound))
        for row in rows
        for bound in (row.bound_to.encode(),)
    ]
    with database.change() as unit:
        return sum(table.move(unit, row, current, wrapped) for row, wrapped in changed)


def retire_keys(database: Database, keys: KeyStore, ring: str, now: int) -> list[str]:
    """All but the current key; their ids. Raises StillNeeded, and marks nothing, while a row needs one."""
    with database.read() as unit:
        _demand_unneeded(unit, keys, ring)
        known = key_checks.by_ring(unit)[ring]
    former = sorted(key_id for key_id, row in known.items() if key_id != keys.current() and not row.retired)
    _mark(database, ring, former, now)
    try:
        with database.read() as unit:
            _demand_unneeded(unit, keys, ring)
    except StillNeeded:
        _mark(database, ring, former, None)
        raise
    return sorted(key_id for key_id, row in known.items() if key_id != keys.current())


def _mark(database: Database, ring: str, key_ids: list[str], now: int | None) -> None:
    with database.change() as unit:
        key_checks.retire(unit, ring, key_ids, now)


def _demand_unneeded(unit: Unit, keys: KeyStore, ring: str) -> None:
    if rows := rows_left(unit, keys, ring):
        raise StillNeeded(rows)
