from datetime import date

from forms.text.written_day import read_day
from portal.clock import Clock


def past_day(clock: Clock, typed: str, first: date) -> date | None:
    day = read_day("western", typed, "", "") if typed.strip() else None
    return day if isinstance(day, date) and first <= day <= clock.today() else None
