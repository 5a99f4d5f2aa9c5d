"""Aware UTC; days of Asia/Tokyo."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from time import time

TOKYO = timezone(timedelta(hours=9), "Asia/Tokyo")  # no summer time since 1951: a fixed offset is exact
_AHEAD, _DAY = 9 * 3_600_000_000, 86_400_000_000  # microseconds
_FIRST = date(1970, 1, 1).toordinal()


class Clock:
    """`start`: demo and test only."""

    def __init__(self, start: datetime | None = None, seconds: Callable[[], float] = time) -> None:
        self._seconds = seconds
        self._shift = 0.0 if start is None else start.timestamp() - seconds()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._seconds() + self._shift, UTC)

    def today(self) -> date:
        return day_of_micro(int((self._seconds() + self._shift) * 1_000_000))


def tokyo_day(moment: datetime) -> date:
    return moment.astimezone(TOKYO).date()


def day_of_micro(stored: int) -> date:
    """Of Tokyo, without a moment for each row of a list."""
    return _day((stored + _AHEAD) // _DAY)


@lru_cache(4096)
def _day(number: int) -> date:
    return date.fromordinal(_FIRST + number)


def iso_day(text: str) -> date | None:
    # Only as it is stored: days are compared as text, and 20261218 would come after each 2026-12-31.
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def tokyo_midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO)


def tokyo_minute(moment: datetime) -> str:
    """ISO without zone."""
    return moment.astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")


def to_micro(moment: datetime) -> int:
    """Since 1970 UTC."""
    return round(moment.timestamp() * 1_000_000)


def from_micro(stored: int) -> datetime:
    return datetime.fromtimestamp(stored / 1_000_000, UTC)
