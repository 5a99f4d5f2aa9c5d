"""Measures two functions alternately by clock and processor time, floor first."""

import os
import time
from collections.abc import Callable
from statistics import median

from tests.bench.ratio import ROUNDS, Line


def take_turns(
    measure: str,
    floor_is: str,
    size: int,
    target: float,
    floor: Callable[[], None],
    ours: Callable[[], None],
    database: str = "-",
    rounds: int = ROUNDS,
) -> Line:
    """`floor` and `ours` each process `size` items; rates are items per second."""
    pairs = [(_spent(floor), _spent(ours)) for _ in range(rounds + 1)][1:]
    ratios = sorted(least / cost for (least, _), (cost, _) in pairs)
    waits = sorted(cost / size for _, (cost, _) in pairs)
    least_cost, our_cost = (median(side[1] for side in sides) * 1e6 / size for sides in zip(*pairs, strict=True))
    return Line(
        measure, floor_is, database, 0, rounds, size,
        size / median(pair[0][0] for pair in pairs), size / median(pair[1][0] for pair in pairs),
        waits[len(waits) // 2] * 1000, waits[-1] * 1000,
        median(ratios), ratios[0], ratios[-1], least_cost, our_cost, least_cost / our_cost, target,
    )  # fmt: skip


def _spent(work: Callable[[], None]) -> tuple[float, float]:
    """Clock and processor time in seconds, with children."""
    before, started = _processor(), time.perf_counter()
    work()
    return time.perf_counter() - started, _processor() - before


def _processor() -> float:
    """This process in microseconds, its children in hundredths of a second."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system
