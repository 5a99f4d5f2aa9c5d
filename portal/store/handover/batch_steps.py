from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, exists, or_, select

from portal.db import Unit
from portal.models.handover.batch_step import BatchStep
from portal.models.handover.export_batch import ExportBatch
from portal.store.statements import by, every, insert_into, rows, run, sql

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


_step = BatchStep.table
_batch = ExportBatch.table
_ADD = sql(insert_into(BatchStep, BatchStepRow, but=("id",)).on_conflict_do_nothing())
_OF = sql(rows(BatchStepRow, BatchStep).where(by(_step.c.batch_id)).order_by(_step.c.id))
_STANDING = sql(
    select(_step.c.batch_id, _step.c.what).where(_step.c.batch_id.in_(bindparam("batches"))).order_by(_step.c.id)
)
_LOST = sql(
    rows(BatchStepRow, BatchStep)
    .join(_batch, _batch.c.id == _step.c.batch_id)
    .where(_step.c.what == LOST, _batch.c.duty.in_(bindparam("duties")))
    .order_by(_step.c.id.desc())
    .limit(bindparam("most"))
)


def _happened(step: str) -> ColumnElement[bool]:
    other = _step.alias(step)
    return exists().where(other.c.batch_id == _step.c.batch_id, other.c.what == step)


_UNDELIVERED = sql(
    select(_step.c.batch_id)
    .where(
        _step.c.what == TO_DELIVER,
        ~_happened(DELIVERED),
        or_(~_happened(TO_RELEASE), _happened(RELEASED)),
    )
    .order_by(_step.c.batch_id)
    .limit(bindparam("most")),
    int,
)


def add(unit: Unit, row: BatchStepRow) -> bool:
    """False if this step exists, or the batch is closed."""
    return run(unit, _ADD, vars(row)).rowcount == 1


def of_batch(unit: Unit, batch_id: int) -> list[BatchStepRow]:
    return every(unit, _OF, batch_id=batch_id)


def by_batch(unit: Unit, batches: Sequence[int]) -> dict[int, frozenset[str]]:
    steps: dict[int, frozenset[str]] = {}
    for batch_id, step in every(unit, _STANDING, batches=batches):
        steps[batch_id] = steps.get(batch_id, frozenset()) | {step}
    return steps


def lost(unit: Unit, duties: Sequence[str], most: int) -> list[BatchStepRow]:
    return every(unit, _LOST, duties=duties, most=most)


def undelivered(unit: Unit, most: int) -> list[int]:
    return every(unit, _UNDELIVERED, most=most)
