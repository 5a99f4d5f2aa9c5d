"""The clock starts at the configured time, and days are those of Japan."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.clock import Clock, day_of_micro, from_micro, iso_day, to_micro, tokyo_day

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Every microsecond until the year 2100.
MOMENTS = st.integers(0, 4_102_444_800 * 10**6).map(lambda micro: EPOCH + timedelta(microseconds=micro))


def test_a_start_makes_the_clock_begin_there_and_run_on() -> None:
    ticks = iter([1000.0, 1000.0, 1007.5])
    clock = Clock(datetime(2026, 11, 20, 10, tzinfo=UTC), lambda: next(ticks))
    assert clock.now() == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert clock.now() == datetime(2026, 11, 20, 10, 0, 7, 500_000, tzinfo=UTC)


def test_without_a_start_it_is_the_machines_time() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert Clock(seconds=lambda: 0.0).now() == datetime(1970, 1, 1, tzinfo=UTC)


def test_the_day_begins_at_midnight_in_japan() -> None:
    assert tokyo_day(datetime(2026, 11, 19, 14, 59, 59, 999_999, tzinfo=UTC)) == date(2026, 11, 19)
    assert tokyo_day(datetime(2026, 11, 19, 15, tzinfo=UTC)) == date(2026, 11, 20)
    for stored in (-1, 0, 53_999_999_999, 54_000_000_000, 1_795_100_399_999_999, 1_795_100_400_000_000):
        assert day_of_micro(stored) == tokyo_day(from_micro(stored))
    midnight = datetime(2026, 12, 31, 15, tzinfo=UTC).timestamp()
    assert Clock(seconds=lambda: midnight).today() == date(2027, 1, 1)


@given(MOMENTS)
def test_a_stored_instant_is_the_same_instant(moment: datetime) -> None:
    assert from_micro(to_micro(moment)) == moment


@given(MOMENTS, st.integers(1, 10**9))
def test_later_is_stored_as_more(moment: datetime, microseconds: int) -> None:
    assert to_micro(moment + timedelta(microseconds=microseconds)) == to_micro(moment) + microseconds


def test_a_typed_day_is_read_or_there_is_none() -> None:
    assert iso_day("2026-12-18") == date(2026, 12, 18)
    assert iso_day("2026-02-30") is iso_day("") is iso_day("20261218") is iso_day("2026-W51-5") is None
