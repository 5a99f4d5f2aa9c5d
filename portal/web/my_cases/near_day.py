"""Dates near today, without the year."""

from datetime import date, datetime
from functools import lru_cache

from forms.text.foreign_day import foreign_day, is_foreign
from portal.clock import TOKYO
from portal.web.shared.dates import clock_time, day

_FAR = 150  # calendar days; beyond it the same date of another year could be meant


@lru_cache(4096)  # lists have hundreds of a few days
def near_day(value: date | str, today: date, language: str = "ja") -> str:
    """12月4日（金）, easy Japanese 12月4日（金曜日）; distant dates as `dates.day`."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if abs((value - today).days) > _FAR:
        return day(value, language)
    if is_foreign(language):
        return foreign_day(value, language, near=True)
    return day(value, language).rpartition("年")[2].lstrip("）")


def near_moment(value: datetime, today: date) -> str:
    """12月4日（金） 15時04分, for lists of staff."""
    return f"{near_day(value.astimezone(TOKYO).date(), today)} {clock_time(value)}"


def near_time(value: datetime, today: date, language: str = "ja") -> str:
    """The hour today, else the day too."""
    day_there, hour = value.astimezone(TOKYO).date(), clock_time(value, language)
    return hour if day_there == today else f"{near_day(day_there, today, language)} {hour}"
