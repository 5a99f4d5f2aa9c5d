"""A day that staff type of something that has happened."""

from datetime import date

from forms.written_day import read_day
from portal.services.installation import Installation


def past_day(installation: Installation, typed: str, first: date) -> date | None:
    """A day from `first` to today, as any of the ways in which days are written; None for any other, and for what is none."""
    day = read_day("western", typed, "", "") if typed.strip() else None
    return day if isinstance(day, date) and first <= day <= installation.clock.today() else None
