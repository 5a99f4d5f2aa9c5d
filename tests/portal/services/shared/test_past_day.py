"""A past day that staff type."""

from datetime import date, datetime

import pytest

from portal.clock import TOKYO, Clock
from portal.services.shared.past_day import past_day

CLOCK = Clock(datetime(2026, 11, 20, 0, 30, tzinfo=TOKYO), lambda: 0.0)
FIRST = date(2026, 11, 1)


@pytest.mark.parametrize("typed", ["2026-11-20", "2026/11/20", "R8.11.20", "令和8年11月20日", "２０２６－１１－２０"])
def test_a_day_is_read_as_people_write_it_and_today_in_tokyo_is_past(typed: str) -> None:
    assert past_day(CLOCK, typed, FIRST) == date(2026, 11, 20)


@pytest.mark.parametrize("typed", ["2026-11-21", "2026-10-31", "", " ", "2026-11-31", "きのう"])
def test_a_day_to_come_one_before_the_first_or_no_day_at_all_is_none(typed: str) -> None:
    assert past_day(CLOCK, typed, FIRST) is None


def test_the_first_day_counts() -> None:
    assert past_day(CLOCK, "2026-11-01", FIRST) == FIRST
