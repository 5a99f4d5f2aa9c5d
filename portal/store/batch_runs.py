"""Hand-overs by the clock, each claimed by one worker."""

from portal.db import Unit
from portal.store.statements import run, sql

_BEGIN = sql(
    "INSERT INTO batch_run (layout, duty, slot, claimed_at) VALUES (:layout, :duty, :slot, :now) ON CONFLICT DO NOTHING"
)
_GO_ON = sql(
    "UPDATE batch_run SET claimed_at = :now WHERE layout = :layout AND duty = :duty AND slot = :slot "
    "AND done_at IS NULL AND claimed_at <= :before"
)
_DONE = sql("UPDATE batch_run SET done_at = :now WHERE layout = :layout AND duty = :duty AND slot = :slot")


def claim(unit: Unit, layout: str, duty: str, slot: str, now: int, before: int) -> bool:
    """True where nobody had it, or where whoever claimed it by `before` never said that it is done."""
    values = {"layout": layout, "duty": duty, "slot": slot, "now": now}
    return run(unit, _BEGIN, values).rowcount == 1 or run(unit, _GO_ON, values | {"before": before}).rowcount == 1


def done(unit: Unit, layout: str, duty: str, slot: str, now: int) -> None:
    run(unit, _DONE, {"layout": layout, "duty": duty, "slot": slot, "now": now})
