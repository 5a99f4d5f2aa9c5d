"""Whether two periods differ by more than chance: a test of two shares, and of two distributions (Mann and Whitney,
with ties). No verdict on few cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

Verdict = Literal["better", "worse", "same", "few"]

FEW = 20  # cases in each period, below which no verdict is given
# Of a hundred figures that did not change, fewer than one is called changed. 2.576 would do for many cases; with FEW and
# ties it called 1.4 of a hundred changed (counted over all ways to draw them).
_BEYOND_CHANCE = 2.81


@dataclass(frozen=True)
class Share:
    """`part` of `whole`, over `cases`: boxes of one application are no independent observations."""

    part: int
    whole: int
    cases: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


def judge_share(before: Share, after: Share, *, more_is_better: bool) -> Verdict:
    if before.value is None or after.value is None or min(before.cases, after.cases) < FEW:
        return "few"
    cases = before.cases + after.cases
    pooled = (before.value * before.cases + after.value * after.cases) / cases
    spread = sqrt(pooled * (1 - pooled) * (1 / before.cases + 1 / after.cases))
    return _verdict(after.value - before.value, spread, more_is_better)


def judge_numbers(before: Mapping[int, int], after: Mapping[int, int]) -> Verdict:
    """Number → cases; smaller is better."""
    many_before, many_after = sum(before.values()), sum(after.values())
    if min(many_before, many_after) < FEW:
        return "few"
    every = many_before + many_after
    ranks = below = ties = 0.0
    for number in sorted(before.keys() | after.keys()):
        equal = before.get(number, 0) + after.get(number, 0)
        ranks += after.get(number, 0) * (below + (equal + 1) / 2)
        ties += equal**3 - equal
        below += equal
    larger = ranks - many_after * (many_after + 1) / 2 - many_before * many_after / 2
    spread = sqrt(many_before * many_after / 12 * (every + 1 - ties / (every * (every - 1))))
    return _verdict(larger, spread, more_is_better=False)


def _verdict(difference: float, spread: float, more_is_better: bool) -> Verdict:
    if abs(difference) <= _BEYOND_CHANCE * spread:
        return "same"
    return "better" if (difference > 0) == more_is_better else "worse"
