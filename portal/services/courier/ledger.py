from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.courier.note_disposed import DISPOSED, PURGED
from portal.services.courier.pack import is_outer
from portal.services.shared.needs import Basics, HasCourier
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.courier import courier, courier_items
from portal.store.courier.courier import ARRIVED, IN, LOST, OUT, PACKED, TAKEN, StepRow, WaitingRow

MOST = 200
MOST_REASON = 200


@dataclass(frozen=True)
class LaptopLine:
    # `along`, `back`: when something was last packed for it, and last taken from it. `missing`: numbers below the
    # highest received. `taken`: applications.

    number: int
    along: datetime | None
    back: datetime | None
    missing: tuple[int, ...]
    taken: int


@dataclass(frozen=True)
class Ledger:
    # `missing`: below the highest received, and not noted as lost by the other side. `on_the_way`: not confirmed. `waiting`: not acknowledged. `apart`:
    # (receipt number, act, when). `disposed` inside, `purged`: proved outside.

    steps: tuple[StepRow, ...]
    missing: tuple[int, ...]
    on_the_way: tuple[int, ...]
    waiting: tuple[WaitingRow, ...]
    apart: tuple[tuple[str, str, datetime], ...]
    disposed: int = 0
    purged: int = 0
    laptops: tuple[LaptopLine, ...] = ()


def ledger(installation: HasCourier, most: int = MOST) -> Ledger:
    with installation.database.read() as unit:
        closed = {*courier.numbers(unit, OUT, ARRIVED), *courier.numbers(unit, OUT, LOST)}
        return Ledger(
            tuple(courier.steps(unit, most)),
            _missing(unit, most),
            tuple(number for number in courier.numbers(unit, OUT, PACKED) if number not in closed)[:most],
            tuple(courier.waiting(unit, is_outer(installation.settings), most)),
            tuple((number, act, from_micro(at)) for number, act, at in courier.aparts(unit, most)),
            courier_items.count(unit, DISPOSED),
            courier_items.count(unit, PURGED),
            tuple(_of_laptop(unit, number, most) for number in sorted(installation.laptops)),
        )


def _of_laptop(unit: Unit, number: int, most: int) -> LaptopLine:
    along, back = (courier.last_at(unit, way, act, number) for way, act in ((OUT, PACKED), (IN, TAKEN)))
    return LaptopLine(
        number, from_micro(along) if along else None, from_micro(back) if back else None,
        _missing(unit, most, number), courier.count_of(unit, number),
    )  # fmt: skip


def _missing(unit: Unit, most: int, peer: int = 0) -> tuple[int, ...]:
    # Lost ones are known not to come.
    known = {number for act in (TAKEN, LOST) for number in courier.numbers(unit, IN, act, peer)}
    return tuple(islice(_between(sorted(known)), most))


def _between(known: Sequence[int]) -> Iterator[int]:
    # Lazily: a gap may be arbitrarily wide.
    for before, after in pairwise((0, *known)):
        yield from range(before + 1, after)


def note_lost(installation: Basics, unit: Unit, actor: Actor, number: int, reason: str, peer: int = 0) -> None:
    # Raises Conflict unless packed, and neither arrived nor noted.
    acts = [step.act for step in courier.steps_of(unit, OUT, number, peer)]
    if PACKED not in acts or ARRIVED in acts or LOST in acts:
        raise Conflict("courier")
    now = to_micro(installation.clock.now())
    courier.add_step(unit, StepRow(now, OUT, number, "", LOST, reason[:MOST_REASON], actor=str(actor), peer=peer))
    write_audit(
        installation, unit, actor, "lose courier package", detail=f"{number} laptop {peer}" if peer else str(number)
    )
