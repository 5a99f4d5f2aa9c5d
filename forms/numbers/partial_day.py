"""Dates of which only month or year is known."""

# A comparison is unknown unless all possible days agree.

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PartialDay:
    """Both included. Raises ValueError if reversed."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} lies before {self.first}")


def month_of(year: int, month: int) -> PartialDay:
    """Raises ValueError."""
    return PartialDay(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def year_of(year: int) -> PartialDay:
    """Raises ValueError outside the years 1 to 9999."""
    return PartialDay(date(year, 1, 1), date(year, 12, 31))


def read_stored(text: str) -> PartialDay:
    """2026-11-20, 2026-11 or 2026. Raises ValueError."""
    numbers = [int(part) for part in text.split("-")]
    if len(numbers) == 3:
        day = date.fromisoformat(text)
        return PartialDay(day, day)
    return month_of(*numbers) if len(numbers) == 2 else year_of(*numbers)


def stored(days: PartialDay) -> str:
    if days.first == days.last:
        return days.first.isoformat()
    within_month = (days.first.year, days.first.month) == (days.last.year, days.last.month)
    return days.first.isoformat()[: 7 if within_month else 4]


def compare(sign: str, left: date | PartialDay, right: date | PartialDay) -> bool | None:
    """None if it depends on the actual days. Raises KeyError for a `sign` other than == != < <= > >=."""
    return _SIGNS[sign](_days(left), _days(right))


def _days(value: date | PartialDay) -> PartialDay:
    return value if isinstance(value, PartialDay) else PartialDay(value, value)


def _before(left: PartialDay, right: PartialDay) -> bool | None:
    if left.last < right.first:
        return True
    return False if right.last <= left.first else None


def _same(left: PartialDay, right: PartialDay) -> bool | None:
    if left.last < right.first or right.last < left.first:
        return False
    return True if left.first == left.last == right.first == right.last else None


def _opposite(known: bool | None) -> bool | None:
    return None if known is None else not known


_SIGNS: Mapping[str, Callable[[PartialDay, PartialDay], bool | None]] = {
    "==": _same,
    "!=": lambda left, right: _opposite(_same(left, right)),
    "<": _before,
    ">": lambda left, right: _before(right, left),
    ">=": lambda left, right: _opposite(_before(left, right)),
    "<=": lambda left, right: _opposite(_before(right, left)),
}
