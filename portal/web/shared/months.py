"""Bookable days as sheets of a calendar."""

from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

FEWEST = 7  # bookable days that are worth a calendar
_SUNDAY_FIRST = Calendar(firstweekday=6)


class _OnDay(Protocol):
    @property
    def day(self) -> str: ...


D = TypeVar("D", bound=_OnDay)


@dataclass(frozen=True)
class Month(Generic[D]):
    year: int
    month: int
    # seven cells from Sunday, first to last bookable week; 0 for a day of another month
    weeks: tuple[tuple[tuple[int, D | None], ...], ...]


def months(options: Iterable[D]) -> tuple[Month[D], ...]:
    """By the first option of each ISO day; empty with fewer than FEWEST days."""
    days: dict[date, D] = {}
    for option in options:
        if option.day:
            days.setdefault(date.fromisoformat(option.day), option)
    sheets = dict.fromkeys((day.year, day.month) for day in sorted(days))
    return tuple(_month(year, month, days) for year, month in sheets) if len(days) >= FEWEST else ()


def _month(year: int, month: int, days: Mapping[date, D]) -> Month[D]:
    weeks = [
        tuple((day, days.get(date(year, month, day)) if day else None) for day in week)
        for week in _SUNDAY_FIRST.monthdayscalendar(year, month)
    ]
    bookable = [number for number, week in enumerate(weeks) if any(option is not None for _, option in week)]
    return Month(year, month, tuple(weeks[bookable[0] : bookable[-1] + 1]))
