"""A verdict is given only where chance does not explain the difference."""

from collections import Counter
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.desk.queue.judge_change import FEW, Share, judge_numbers, judge_share

COUNTS = st.dictionaries(st.integers(0, 60), st.integers(1, 40), min_size=1, max_size=8)


def share(part: int, whole: int) -> Share:
    return Share(part, whole, whole)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((20, 100), (60, 100), "better"), ((60, 100), (20, 100), "worse"), ((50, 100), (55, 100), "same"),
        ((0, FEW - 1), (100, 100), "few"), ((0, 0), (100, 100), "few"), ((100, 100), (100, 100), "same"),
    ],
)  # fmt: skip
def test_two_shares_differ_by_more_than_chance_or_not(
    before: tuple[int, int], after: tuple[int, int], verdict: str
) -> None:
    assert judge_share(share(*before), share(*after), more_is_better=True) == verdict
    turned = {"better": "worse", "worse": "better"}.get(verdict, verdict)
    assert judge_share(share(*before), share(*after), more_is_better=False) == turned


def test_many_boxes_of_few_applications_give_no_verdict() -> None:
    assert judge_share(Share(100, 500, FEW), Share(150, 500, FEW), more_is_better=True) == "same"
    assert judge_share(Share(100, 500, 500), Share(150, 500, 500), more_is_better=True) == "better"
    assert judge_share(Share(0, 500, 9), Share(500, 500, 9), more_is_better=True) == "few"


def test_fewer_days_are_better_and_one_outlier_changes_nothing() -> None:
    usual = {3: 30, 5: 30}
    assert judge_numbers(usual, {1: 30, 2: 30}) == "better"
    assert judge_numbers({1: 30, 2: 30}, usual) == "worse"
    assert judge_numbers(usual, {3: 30, 5: 29, 900: 1}) == "same"
    assert judge_numbers({0: 50}, {0: 50}) == "same"
    assert judge_numbers({3: FEW - 1}, {1: 100}) == "few"


@given(COUNTS, COUNTS)
def test_what_became_better_becomes_worse_the_other_way_round(before: dict[int, int], after: dict[int, int]) -> None:
    turned = {"better": "worse", "worse": "better"}
    verdict = judge_numbers(before, after)
    assert judge_numbers(after, before) == turned.get(verdict, verdict)
    assert judge_numbers(before, before) in ("same", "few")


def test_chance_alone_is_called_a_change_in_less_than_one_of_a_hundred() -> None:
    """Every way to draw 2 × 20 with these ties: 20 of 40 numbers, of which 12 are long."""
    called = every = 0
    for long in range(13):
        ways = comb(12, long) * comb(28, 20 - long)
        every += ways
        after = {1: 20 - long, 9: long}
        called += ways * (judge_numbers({1: 28 - (20 - long), 9: 12 - long}, after) != "same")
    assert 0 < called / every < 0.01


def test_ranks_are_those_of_all_pairs() -> None:
    """The larger of each pair, counted one by one, agrees with the direction of the verdict."""
    before, after = Counter({4: 36, 7: 45, 9: 18}), Counter({2: 42, 7: 27, 8: 12})
    pairs = sum(
        many * more * ((number < other) - (number > other))
        for (number, many), (other, more) in ((now, then) for now in after.items() for then in before.items())
    )
    assert pairs > 0
    assert judge_numbers(before, after) == "better"
