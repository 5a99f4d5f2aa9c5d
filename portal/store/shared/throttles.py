"""Under a keyed hash, without names or addresses."""

from sqlalchemy import bindparam, delete, select, update

from portal.db import Unit
from portal.models.shared.throttle import Throttle
from portal.store.statements import by, exactly, insert_into, one, run, sql

_throttle = Throttle.table
_COUNT = sql(
    insert_into(Throttle, beside=("key_hash", "window"))
    .values(count=1)
    .on_conflict_do_update(
        index_elements=[_throttle.c.key_hash, _throttle.c.window], set_={"count": _throttle.c.count + 1}
    )
    .returning(_throttle.c.count),
    int,
)
_LOOK = sql(select(_throttle.c.count).where(by(_throttle.c.key_hash, _throttle.c.window)), int)
_GIVE_BACK = sql(
    update(_throttle)
    .where(by(_throttle.c.key_hash, _throttle.c.window), _throttle.c.count > 0)
    .values(count=_throttle.c.count - 1)
)
_CLEAR = sql(delete(_throttle).where(by(_throttle.c.key_hash)))
_SWEEP = sql(delete(_throttle).where(_throttle.c.window < bindparam("before")))


def count(unit: Unit, key_hash: bytes, window: int) -> int:
    return exactly(unit, _COUNT, key_hash=key_hash, window=window)


def look(unit: Unit, key_hash: bytes, window: int) -> int:
    return one(unit, _LOOK, key_hash=key_hash, window=window) or 0


def give_back(unit: Unit, key_hash: bytes, window: int) -> None:
    run(unit, _GIVE_BACK, {"key_hash": key_hash, "window": window})


def clear(unit: Unit, key_hash: bytes) -> None:
    run(unit, _CLEAR, {"key_hash": key_hash})


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
