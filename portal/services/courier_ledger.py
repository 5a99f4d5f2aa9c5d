"""The ledger of packages as people read it: what was done with each, which numbers are missing, what the other zone has not
acknowledged, and what came too late. And the step of a medium that was lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.note_gone import GONE, PURGED
from portal.services.pack_courier import is_outer
from portal.services.write_audit import write_audit
from portal.store import courier, courier_items
from portal.store.courier import ARRIVED, IN, LOST, OUT, PACKED, TAKEN, StepRow, WaitingRow

MOST = 200
MOST_REASON = 200


@dataclass(frozen=True)
class Ledger:
    """`steps`: the newest first. `missing`: numbers of the other zone that did not come though a later one did. `on_the_way`: ours
    that did not arrive, though a later one did or not. `waiting`: applications that are not acknowledged. `apart`: (receipt number,
    what, when) of what came too late. `gone`: how many that came by courier were thrown away inside; `purged`: of how many of
    them the proof came that they are gone outside."""

    steps: tuple[StepRow, ...]
    missing: tuple[int, ...]
    on_the_way: tuple[int, ...]
    waiting: tuple[WaitingRow, ...]
    apart: tuple[tuple[str, str, datetime], ...]
    gone: int = 0
    purged: int = 0


def ledger(installation: Installation, most: int = MOST) -> Ledger:
    with installation.database.read() as unit:
        taken = courier.numbers(unit, IN, TAKEN)
        gone = {*courier.numbers(unit, OUT, ARRIVED), *courier.numbers(unit, OUT, LOST)}
        return Ledger(
            tuple(courier.steps(unit, most)),
            tuple(islice(_between(taken), most)),
            tuple(one for one in courier.numbers(unit, OUT, PACKED) if one not in gone)[:most],
            tuple(courier.waiting(unit, is_outer(installation), most)),
            tuple((number, act, from_micro(at)) for number, act, at in courier.aparts(unit, most)),
            courier_items.count(unit, GONE),
            courier_items.count(unit, PURGED),
        )


def _between(taken: Sequence[int]) -> Iterator[int]:
    """The numbers that are missing before the last that came. One by one: a number may be any, and the gap before it as wide."""
    for before, after in pairwise((0, *taken)):
        yield from range(before + 1, after)


def note_lost(installation: Installation, unit: Unit, actor: Actor, number: int, reason: str) -> None:
    """The medium, or the file, is gone: whatever went with it is packed again. Conflict unless it was packed, has not arrived, and
    was not noted before."""
    acts = [one.act for one in courier.steps_of(unit, OUT, number)]
    if PACKED not in acts or ARRIVED in acts or LOST in acts:
        raise Conflict("courier")
    now = to_micro(installation.clock.now())
    courier.add_step(unit, StepRow(now, OUT, number, "", LOST, reason[:MOST_REASON], actor=str(actor)))
    write_audit(installation, unit, actor, "lose courier package", detail=str(number))
