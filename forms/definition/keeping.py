"""保存期間."""

# An unknown wording of the start gives no date: nothing is deleted by a guess.

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from forms.definition.terms import Keep
from forms.numbers.calendar import add_days, add_years, fiscal_year


def _fiscal_year_after(ended: date) -> date:
    return date(fiscal_year(ended) + 1, 4, 1)


def _year_after(ended: date) -> date:
    return date(ended.year + 1, 1, 1)


def _day_after(ended: date) -> date:
    return add_days(ended, 1)


# Wordings of `keep.from` in 文書管理規則, with the first day of the period by the day on which a case ended.
STARTS: Mapping[str, Callable[[date], date]] = {
    "完結年度の翌年度4月1日": _fiscal_year_after,
    "完結した年の翌年1月1日": _year_after,
    "完結した日の翌日": _day_after,
}
# Before any case.
_FIRST = date.min


def free_from(keep: Keep | None, ended: date) -> date | None:
    """廃棄予定日, None if unknown."""
    start = None if keep is None else STARTS.get(keep.from_)
    return None if keep is None or start is None else add_years(start(ended), keep.years)


def ended_before(keep: Keep | None, today: date) -> date | None:
    """Cases that ended before this day need not be kept; None if unknown."""
    if free_from(keep, today) is None:
        return None
    low, high = _FIRST, today + timedelta(days=1)
    while low < high:  # monotonic: later ends are never free earlier
        middle = low + (high - low) // 2
        free = free_from(keep, middle)
        if free is not None and free <= today:
            low = middle + timedelta(days=1)
        else:
            high = middle
    return low
