from datetime import date

from forms.text.written_day import read_day
from portal.clock import Clock


def typed_day(typed: str) -> date | None:
    day = read_day("western", typed, "", "") if typed.strip() else None
    return day if isinstance(day, date) else None


def past_day(clock: Clock, typed: str, first: date) -> date | None:
    day = typed_day(typed)
    return day if day is not None and first <= day <= clock.today() else None
