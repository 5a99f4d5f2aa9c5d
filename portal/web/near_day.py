"""A day near today, without the year that nobody would mistake. Days far off, and days on paper, stay whole (dates.py)."""

from datetime import date

from portal.web.dates import day

_FAR = 150  # calendar days; beyond that the same day of another year could be meant


def near_day(value: date | str, today: date, language: str = "ja") -> str:
    """12月4日（金）, in other languages than Japanese 12月4日（金曜日）; far from `today` as `dates.day` writes it."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    whole = day(value, language)
    return whole if abs((value - today).days) > _FAR else whole.rpartition("年")[2].lstrip("）")
