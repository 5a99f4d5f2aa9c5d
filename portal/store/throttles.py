"""Counts of tries in a window, under a keyed hash: neither names nor addresses stand in the table."""

from portal.db import Unit
from portal.store.statements import one, run, sql

_COUNT = sql(
    'INSERT INTO throttle (key_hash, "window", count) VALUES (:key_hash, :window, 1) '
    'ON CONFLICT (key_hash, "window") DO UPDATE SET count = throttle.count + 1 RETURNING count'
)
_LOOK = sql('SELECT count FROM throttle WHERE key_hash = :key_hash AND "window" = :window')
_CLEAR = sql("DELETE FROM throttle WHERE key_hash = :key_hash")
_SWEEP = sql('DELETE FROM throttle WHERE "window" < :before')


def count(unit: Unit, key_hash: bytes, window: int) -> int:
    """One more try; the number of tries in this window, this one included."""
    row = one(unit, _COUNT, key_hash=key_hash, window=window)
    return int(row[0]) if row else 0


def look(unit: Unit, key_hash: bytes, window: int) -> int:
    row = one(unit, _LOOK, key_hash=key_hash, window=window)
    return int(row[0]) if row else 0


def clear(unit: Unit, key_hash: bytes) -> None:
    run(unit, _CLEAR, {"key_hash": key_hash})


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
