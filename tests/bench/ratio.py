"""Ratios to a floor measured alternately in the same run, by clock and by processor time, which is more reliable on a
shared machine.
"""

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

from tests.bench.driver import Sample
from tests.bench.processor import processor_seconds

ROUNDS = 7


@dataclass(frozen=True)
class Line:
    """One row of the table.

    Rates are responses per second, medians over the rounds; `waits` p50 and p95 in milliseconds. `ratio`, `least`,
    `most`: our rate divided by the floor's, per round; `processor`: the same for processor time (µs per response:
    `floor_cost`, `our_cost`).
    """

    measure: str
    floor_is: str
    database: str
    workers: int
    rounds: int
    size: int
    floor: float
    ours: float
    p50: float
    p95: float
    ratio: float
    least: float
    most: float
    floor_cost: float
    our_cost: float
    processor: float
    target: float

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Side:
    pid: int
    sample: Callable[[], Sample]

    def take(self) -> tuple[Sample, float]:
        """A sample, and microseconds of processor time per response."""
        before = processor_seconds(self.pid)
        sample = self.sample()
        return sample, (processor_seconds(self.pid) - before) * 1e6 / len(sample.statuses)


def compare(
    measure: str, floor_is: str, database: str, workers: int, target: float, floor: Side, ours: Side, expected: int
) -> Line:
    """Raises AssertionError on an unexpected status."""
    pairs = [(floor.take(), ours.take()) for _ in range(ROUNDS + 1)][1:]
    floors, our_side = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    assert {status for sample, _ in our_side for status in sample.statuses} == {expected}
    ratios = sorted(second.rate / first.rate for (first, _), (second, _) in pairs)
    waits = sorted(wait for sample, _ in our_side for wait in sample.waits)
    least, our_cost = (median(cost for _, cost in side) for side in (floors, our_side))
    return Line(
        measure, floor_is, database, workers, ROUNDS, len(our_side[0][0].statuses),
        median(sample.rate for sample, _ in floors), median(sample.rate for sample, _ in our_side),
        waits[len(waits) // 2] * 1000, waits[len(waits) * 95 // 100] * 1000,
        median(ratios), ratios[0], ratios[-1], least, our_cost, least / our_cost, target,
    )  # fmt: skip


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
