"""Until when an application has to be kept (保存期間). Which day counts is the definition's word; a word that is not known here
is no day, so that nothing is thrown away by a guess."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from forms.calendar import add_days, add_years, fiscal_year
from forms.terms import Keep


def _fiscal_year_after(ended: date) -> date:
    return date(fiscal_year(ended) + 1, 4, 1)


def _year_after(ended: date) -> date:
    return date(ended.year + 1, 1, 1)


def _day_after(ended: date) -> date:
    return add_days(ended, 1)


# `keep.from` as offices write it in their 文書管理規則, and the first day of the years from the day on which a case ended.
STARTS: Mapping[str, Callable[[date], date]] = {
    "完結年度の翌年度4月1日": _fiscal_year_after,
    "完結した年の翌年1月1日": _year_after,
    "完結した日の翌日": _day_after,
}
# Before any case.
_FIRST = date.min


def free_from(keep: Keep | None, ended: date) -> date | None:
    """廃棄予定日: the first day on which what ended that day need not be kept any more. None where nothing is said, or not in
    words that are known."""
    start = None if keep is None else STARTS.get(keep.from_)
    return None if keep is None or start is None else add_years(start(ended), keep.years)


def ended_before(keep: Keep | None, today: date) -> date | None:
    """Whatever ended before this day need not be kept today, and nothing that ended later; None as `free_from`."""
    if free_from(keep, today) is None:
        return None
    low, high = _FIRST, today + timedelta(days=1)
    while low < high:  # a later end is never free earlier
        middle = low + (high - low) // 2
        free = free_from(keep, middle)
        if free is not None and free <= today:
            low = middle + timedelta(days=1)
        else:
            high = middle
    return low
