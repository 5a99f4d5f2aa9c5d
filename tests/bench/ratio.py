"""Ratios to a floor that is measured in the same run, in turns: the machine's noise falls on both alike.

On a machine that others use, processor time tells more than the clock: both ratios are given.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

from tests.bench.driver import Sample
from tests.bench.processor import processor_seconds

ROUNDS = 7


@dataclass(frozen=True)
class Line:
    """One row of the table. Rates are answers a second, medians over the rounds; `waits` p50 and p95 in milliseconds.
    `ratio`, `least`, `most`: our rate by the floor's, round by round; `processor`, the same of processor time (µs an
    answer: `floor_cost`, `our_cost`)."""

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
    """One of the two services: its process, and how a sample is taken."""

    pid: int
    sample: Callable[[], Sample]

    def take(self) -> tuple[Sample, float]:
        """A sample, and what an answer cost in microseconds of processor time."""
        before = processor_seconds(self.pid)
        sample = self.sample()
        return sample, (processor_seconds(self.pid) - before) * 1e6 / len(sample.statuses)


def compare(
    measure: str, floor_is: str, database: str, workers: int, target: float, floor: Side, ours: Side, expected: int
) -> Line:
    """One round of each warms up, then ROUNDS pairs. AssertionError if any answer has another status than expected."""
    pairs = [(floor.take(), ours.take()) for _ in range(ROUNDS + 1)][1:]
    floors, own = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    assert {status for sample, _ in own for status in sample.statuses} == {expected}
    ratios = sorted(second.rate / first.rate for (first, _), (second, _) in pairs)
    waits = sorted(wait for sample, _ in own for wait in sample.waits)
    least, mine = (median(cost for _, cost in side) for side in (floors, own))
    return Line(
        measure, floor_is, database, workers, ROUNDS, len(own[0][0].statuses),
        median(sample.rate for sample, _ in floors), median(sample.rate for sample, _ in own),
        waits[len(waits) // 2] * 1000, waits[len(waits) * 95 // 100] * 1000,
        median(ratios), ratios[0], ratios[-1], least, mine, least / mine, target,
    )  # fmt: skip
