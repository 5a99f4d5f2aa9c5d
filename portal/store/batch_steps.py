"""What became of batches: steps, only ever added."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, run, sql

ACKNOWLEDGED, DIFFERS, LOST, TWICE = "acknowledged", "differs", "lost", "twice"
TO_DELIVER, DELIVERED = "to_deliver", "delivered"
TO_RELEASE, RELEASED = "to_release", "released"


@dataclass(frozen=True)
class BatchStepRow:
    id: int
    uid: str
    batch_id: int
    what: str
    at: int
    by: str
    held: int
    told_count: int | None = None
    told_sum: str = ""
    on_day: str = ""
    key_id: str = ""
    wrapped_key: bytes = b""
    sealed_words: bytes = b""


_COLUMNS = "id, uid, batch_id, what, at, by, held, told_count, told_sum, on_day, key_id, wrapped_key, sealed_words"
_ADD = insert("batch_step", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT DO NOTHING")
_OF = sql(f"SELECT {_COLUMNS} FROM batch_step WHERE batch_id = :batch_id ORDER BY id")
_LATEST = sql(
    "SELECT batch_id, what FROM batch_step WHERE batch_id IN :batches ORDER BY id"
).bindparams(bindparam("batches", expanding=True))  # fmt: skip
_LOST = sql(
    f"SELECT {', '.join(f's.{name}' for name in _COLUMNS.split(', '))} FROM batch_step s JOIN export_batch b ON b.id = s.batch_id "
    "WHERE s.what = 'lost' AND b.duty IN :duties ORDER BY s.id DESC LIMIT :most"
).bindparams(bindparam("duties", expanding=True))


_UNDELIVERED = sql(
    "SELECT s.batch_id FROM batch_step s WHERE s.what = 'to_deliver' AND NOT EXISTS (SELECT 1 FROM batch_step d "
    "WHERE d.batch_id = s.batch_id AND d.what = 'delivered') AND (NOT EXISTS (SELECT 1 FROM batch_step d "
    "WHERE d.batch_id = s.batch_id AND d.what = 'to_release') OR EXISTS (SELECT 1 FROM batch_step d "
    "WHERE d.batch_id = s.batch_id AND d.what = 'released')) ORDER BY s.batch_id LIMIT :most"
)


def add(unit: Unit, row: BatchStepRow) -> bool:
    """Under a number of its own. False where this very step is there, or the batch is closed already."""
    return run(unit, _ADD, {name: value for name, value in vars(row).items() if name != "id"}).rowcount == 1


def of_batch(unit: Unit, batch_id: int) -> list[BatchStepRow]:
    return [BatchStepRow(*row) for row in every(unit, _OF, batch_id=batch_id)]


def standing(unit: Unit, batches: Sequence[int]) -> dict[int, frozenset[str]]:
    """What happened to each of these, where anything did."""
    found: dict[int, frozenset[str]] = {}
    for batch_id, what in every(unit, _LATEST, batches=list(batches)) if batches else ():
        found[batch_id] = found.get(batch_id, frozenset()) | {what}
    return found


def lost(unit: Unit, duties: Sequence[str], most: int) -> list[BatchStepRow]:
    """Media of these duties that were lost, newest first."""
    return [BatchStepRow(*row) for row in every(unit, _LOST, duties=list(duties), most=most)]


def undelivered(unit: Unit, most: int) -> list[int]:
    """Ids of batches that are to be brought somewhere and may leave, the oldest first."""
    return [int(row[0]) for row in every(unit, _UNDELIVERED, most=most)]
