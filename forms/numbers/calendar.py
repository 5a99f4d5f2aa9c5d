from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import jpholiday

from forms.path.environment import Calendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Era:
    """元号. `id` is posted, `letter` its initial (S30)."""

    id: str
    name: str
    letter: str
    start: date

    @property
    def before_first_year(self) -> int:
        """Also after its end: papers with 平成35年 (2023) exist."""
        return self.start.year - 1


# Newest first. A new era is a new row (住民記録 標準仕様 1.3.6). Before 1873 see FIRST_DAY.
ERAS = (
    Era("reiwa", "令和", "R", date(2019, 5, 1)),
    Era("heisei", "平成", "H", date(1989, 1, 8)),
    Era("showa", "昭和", "S", date(1926, 12, 25)),
    Era("taisho", "大正", "T", date(1912, 7, 30)),
    Era("meiji", "明治", "M", date(1868, 1, 25)),
)
# 太政官布告 337号: 明治5年12月3日 became 明治6年1月1日. Earlier days would need the lunar calendar.
FIRST_DAY = date(1873, 1, 1)
# 国立天文台 announces the equinoxes, and with them the holidays, in February of the year before (暦要項).
HOLIDAYS_KNOWN_UNTIL = date(2027, 12, 31)


def era_of(day: date, eras: Sequence[Era] = ERAS) -> Era:
    """An era includes its first day. Raises LookupError before all eras."""
    for era in eras:
        if era.start <= day:
            return era
    raise LookupError(f"no era for {day}")


def in_era(day: date) -> str:
    """令和8年11月20日. Raises LookupError before all eras."""
    era = era_of(day)
    return f"{_of_era(era.name, day.year - era.before_first_year)}{day.month}月{day.day}日"


def in_both_calendars(day: date, eras: Sequence[Era] = ERAS) -> str:
    """昭和30年（1955年）4月2日. Raises LookupError before all eras."""
    return f"{_year_in_both(day, eras)}{day.month}月{day.day}日"


def month_in_both_calendars(first: date) -> str:
    """昭和30年（1955年）4月; 昭和64年・平成元年（1989年）1月 has both eras."""
    return f"{_year_in_both(first, ERAS, add_months(first, 1) - _DAY)}{first.month}月"


def year_in_both_calendars(first: date) -> str:
    """昭和30年（1955年）; 平成31年・令和元年（2019年）."""
    return _year_in_both(first, ERAS, first.replace(month=12, day=31))


def _year_in_both(day: date, eras: Sequence[Era], last: date | None = None) -> str:
    eras_of_year = dict.fromkeys(era_of(limit, eras) for limit in (day, last or day))
    numbers = {era.name: day.year - era.before_first_year for era in eras_of_year}
    return f"{'・'.join(_of_era(name, number) for name, number in numbers.items())}（{day.year}年）"


def _of_era(name: str, number: int) -> str:
    return f"{name}{'元' if number == 1 else number}年"


def add_days(day: date, count: int) -> date:
    """Raises OverflowError outside the years 1 to 9999."""
    return day + timedelta(days=count)


def add_months(day: date, count: int) -> date:
    """The last day of a shorter month (民法143条2項). Raises OverflowError outside the years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"year {year}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, count: int) -> date:
    """29 February becomes 28 February in other years."""
    return add_months(day, 12 * count)


def months_on(day: date, count: int) -> date:
    """The last day of `count` months from the day after `day`. From the first of a month it ends with a month
    (民法143条1項: 2月28日の翌日から2か月は4月30日), else before the same number, or with a month that lacks it (2項). Raises
    OverflowError outside the years 1 to 9999."""
    last = add_months(day, count)
    return month_end(last) if (day + _DAY).day == 1 else last


def attains(birth: date, years: int) -> date:
    """The day before the birthday, because the day of birth counts (年齢計算ニ関スル法律; 民法143条). Born on 29 February: always
    28 February."""
    birthday = add_years(birth, years)
    return birthday - _DAY if birthday.day == birth.day else birthday


def age_on(birth: date, day: date) -> int:
    """年齢計算ニ関スル法律. Raises ValueError before the birth."""
    if day < birth:
        raise ValueError("not born yet")
    # A person born on 1 January turns a year older on 31 December, so start one above the difference of years.
    years = day.year - birth.year + 1
    while attains(birth, years) > day:
        years -= 1
    return years


def is_day(text: str) -> bool:
    """Written as 2026-11-20."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def school_year_end(day: date) -> date:
    """最初の3月31日, `day` included."""
    return date(fiscal_year(day) + 1, 3, 31)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def open_day_from(day: date, calendar: Calendar) -> date:
    """地方自治法4条の2第4項."""
    while calendar.closed(day):
        day += _DAY
    return day


def open_day_until(day: date, calendar: Calendar) -> date:
    """「直前の開庁日」."""
    while calendar.closed(day):
        day -= _DAY
    return day


def add_open_days(day: date, count: int, calendar: Calendar) -> date:
    """`day` is not counted (民法140条). `count` ≥ 0."""
    for _ in range(count):
        day = open_day_from(day + _DAY, calendar)
    return day


@lru_cache(4096)
def _holiday(day: date) -> bool:
    return bool(jpholiday.is_holiday(day))


@dataclass(frozen=True)
class ClosedDays:
    """Weekends, holidays, 12/29–1/3 (地方自治法4条の2) and `extra`. Rules count no open days after `horizon`, where
    holidays are not announced."""

    extra: frozenset[date] = frozenset()
    horizon: date = HOLIDAYS_KNOWN_UNTIL

    def closed(self, day: date) -> bool:
        new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
        return new_year or day.weekday() >= 5 or day in self.extra or _holiday(day)
