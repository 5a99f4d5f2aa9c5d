"""The one clock. Nothing else asks the time. All instants are aware UTC; a calendar day is a day of Asia/Tokyo."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from time import time

TOKYO = timezone(timedelta(hours=9), "Asia/Tokyo")  # no summer time since 1951: a fixed offset is exact


class Clock:
    """`start` (demo and test only) makes the clock begin there and run on; None is the machine's time."""

    def __init__(self, start: datetime | None = None, seconds: Callable[[], float] = time) -> None:
        self._seconds = seconds
        self._shift = 0.0 if start is None else start.timestamp() - seconds()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._seconds() + self._shift, UTC)

    def today(self) -> date:
        return tokyo_day(self.now())


def tokyo_day(moment: datetime) -> date:
    """The calendar day in Japan at this instant."""
    return moment.astimezone(TOKYO).date()


def tokyo_midnight(day: date) -> datetime:
    """The instant at which this day begins in Japan."""
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO)


def tokyo_minute(moment: datetime) -> str:
    """ISO, without a zone: what a clock on the wall shows."""
    return moment.astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")


def to_micro(moment: datetime) -> int:
    """As stored: microseconds since 1970 UTC. One integer means the same on both databases; a text or a local time
    does not."""
    return round(moment.timestamp() * 1_000_000)


def from_micro(stored: int) -> datetime:
    return datetime.fromtimestamp(stored / 1_000_000, UTC)
