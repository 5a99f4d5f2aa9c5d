"""Retention in Japanese fiscal years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition.keeping import STARTS, ended_before, free_from
from forms.definition.terms import Keep

DAYS = st.dates(min_value=date(1980, 1, 1), max_value=date(2080, 12, 31))
KEEPS = st.builds(Keep, st.integers(1, 100), st.sampled_from(sorted(STARTS)), st.just("delete"), st.just("assumed"))
FISCAL = "完結年度の翌年度4月1日"


def keep(years: int, start: str = FISCAL) -> Keep:
    return Keep(years, start, "delete", "assumed")


@pytest.mark.parametrize(
    ("ended", "years", "start", "free"),
    [
        # 2027-03-31 ends fiscal year 2026, so five years run from 2027-04-01 to 2032-03-31.
        (date(2027, 3, 31), 5, FISCAL, date(2032, 4, 1)),
        (date(2027, 4, 1), 5, FISCAL, date(2033, 4, 1)),
        (date(2026, 11, 20), 1, FISCAL, date(2028, 4, 1)),
        (date(2026, 11, 20), 3, "完結した年の翌年1月1日", date(2030, 1, 1)),
        (date(2026, 11, 20), 3, "完結した日の翌日", date(2029, 11, 21)),
        (date(2028, 2, 28), 1, "完結した日の翌日", date(2029, 2, 28)),
    ],
)
def test_years_count_from_the_day_that_the_definition_names(ended: date, years: int, start: str, free: date) -> None:
    assert free_from(keep(years, start), ended) == free


def test_what_is_not_stated_or_not_known_is_kept() -> None:
    for rule in (None, keep(5, "市長が定める日")):
        assert free_from(rule, date(2000, 1, 1)) is None
        assert ended_before(rule, date(2099, 1, 1)) is None


@given(KEEPS, DAYS)
def test_nothing_is_free_before_its_years_have_passed_whole(rule: Keep, ended: date) -> None:
    free = free_from(rule, ended)
    assert free is not None
    assert free > ended + timedelta(days=365 * rule.years)
    assert free <= ended + timedelta(days=366 * (rule.years + 1) + 1)


@given(KEEPS, DAYS)
def test_of_a_fiscal_year_all_is_free_on_one_day_the_first_of_april(rule: Keep, ended: date) -> None:
    rule = Keep(rule.years, FISCAL, rule.then, rule.certainty)
    year = ended.year if ended.month >= 4 else ended.year - 1
    assert {free_from(rule, day) for day in (ended, date(year, 4, 1), date(year + 1, 3, 31))} == {
        date(year + 1 + rule.years, 4, 1)
    }


@given(KEEPS, DAYS, st.integers(-400, 400))
def test_the_bound_divides_what_is_free_from_what_is_not(rule: Keep, today: date, days: int) -> None:
    bound = ended_before(rule, today)
    assert bound is not None
    ended = bound + timedelta(days=days)
    free = free_from(rule, ended)
    assert free is not None
    assert (free <= today) == (ended < bound)
