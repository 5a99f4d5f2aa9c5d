from sqlalchemy import bindparam, update

from portal.db import Unit
from portal.models.handover.batch_run import BatchRun
from portal.store.statements import bound, by, insert_into, run, sql

_run = BatchRun.table
_HERE = by(_run.c.layout, _run.c.duty, _run.c.slot)
_BEGIN = sql(insert_into(BatchRun, beside=("layout", "duty", "slot", "claimed_at")).on_conflict_do_nothing())
_GO_ON = sql(
    update(_run)
    .where(_HERE, _run.c.done_at.is_(None), _run.c.claimed_at <= bindparam("before"))
    .values(bound("claimed_at"))
)
_DONE = sql(update(_run).where(_HERE).values(bound("done_at")))


def claim(unit: Unit, layout: str, duty: str, slot: str, now: int, before: int) -> bool:
    """A claim at or before `before` that never finished is taken over."""
    values = {"layout": layout, "duty": duty, "slot": slot, "claimed_at": now}
    return run(unit, _BEGIN, values).rowcount == 1 or run(unit, _GO_ON, values | {"before": before}).rowcount == 1


def done(unit: Unit, layout: str, duty: str, slot: str, now: int) -> None:
    run(unit, _DONE, {"layout": layout, "duty": duty, "slot": slot, "done_at": now})
