from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from portal.db import Unit
from portal.models.shared.key_check import KeyCheck
from portal.store.statements import bound, by, every, insert_into, run, sql

_check = KeyCheck.table


@dataclass(frozen=True)
class CheckRow:
    value: bytes
    retired: bool


@dataclass(frozen=True)
class KeptKey:
    ring: str
    key_id: str
    stored_at: int
    retired_at: int | None


_VALUES = sql(select(_check.c.ring, _check.c.key_id, _check.c.value, _check.c.retired_at))
_EVERY = sql(
    select(_check.c.ring, _check.c.key_id, _check.c.stored_at, _check.c.retired_at).order_by(
        _check.c.ring, _check.c.stored_at
    ),
    KeptKey,
)
_ADD = sql(
    insert_into(KeyCheck, beside=("ring", "key_id", "value", "stored_at")).on_conflict_do_nothing(
        index_elements=[_check.c.ring, _check.c.key_id]
    )
)
_RETIRE = sql(
    update(_check).where(by(_check.c.ring), _check.c.key_id == bindparam("named")).values(bound("retired_at"))
)


def by_ring(unit: Unit) -> Mapping[str, Mapping[str, CheckRow]]:
    """Empty for a ring without a row."""
    rings: defaultdict[str, dict[str, CheckRow]] = defaultdict(dict)
    for row in every(unit, _VALUES):
        rings[row.ring][row.key_id] = CheckRow(row.value, row.retired_at is not None)
    return rings


def known(unit: Unit) -> list[KeptKey]:
    """Of each ring the newest last."""
    return every(unit, _EVERY)


def add(unit: Unit, ring: str, values: Mapping[str, bytes], now: int) -> None:
    """Stored values stay; the caller compares."""
    run(
        unit,
        _ADD,
        [{"ring": ring, "key_id": key_id, "value": value, "stored_at": now} for key_id, value in values.items()],
    )


def retire(unit: Unit, ring: str, key_ids: Collection[str], now: int | None) -> None:
    """None takes it back."""
    run(unit, _RETIRE, [{"ring": ring, "named": key_id, "retired_at": now} for key_id in sorted(key_ids)])
