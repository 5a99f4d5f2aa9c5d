"""Days as a file has them: western or by era, whole or known in part. Knows no column and no policy."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone

from forms.calendar import ERAS, era_of, fiscal_year
from forms.partial_day import read_stored

# Japan has had no summer time since 1951, so a fixed offset serves and no time zone file is needed.
TOKYO = timezone(timedelta(hours=9), "Asia/Tokyo")
ERA_IDS = tuple(era.id for era in ERAS)
_TOKEN = re.compile("%([YmdHMSEeN])")
# What stands for a part that is not known, by how often it is written.
FILLERS: Mapping[str, str] = {"zeros": "0", "nines": "9", "spaces": " "}
HOLD = "hold"
# What is stored has its length by what is known of it.
_KNOWN = {4: "year", 7: "month", 10: "day"}


class Unclear(ValueError):
    """The day cannot be written so. `event`: what the report calls it."""

    def __init__(self, event: str) -> None:
        super().__init__(event)
        self.event = event


def in_tokyo(moment: datetime) -> datetime:
    """The same moment on clocks in Japan. ValueError for a time without zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without zone: nobody could say which day it was in Tokyo")
    return moment.astimezone(TOKYO)


def known_of(stored: str) -> str:
    """How much of a stored day is known: year, month or day. ValueError where it is none."""
    read_stored(stored)
    return _KNOWN[len(stored)]


def day_writer(form: str, eras: Mapping[str, str], unknown: str) -> Callable[[object], str]:
    """What writes a stored day, a date or a time by `form`: %Y %m %d %H %M %S, %E the code of the era (by `eras`, id → code)
    and %e the year of the era in two digits, 01 for 元年, %N the fiscal year (年度). `unknown`: what stands for a month or day that is not known (a key of
    FILLERS), or hold.

    It raises Unclear("unknown_day"), and Unclear("unknown_era") for a year in which the era changed, or one that has no code;
    ValueError for what is no day."""
    by_era = "%E" in form or "%e" in form

    def write(value: object) -> str:
        moment = in_tokyo(value) if isinstance(value, datetime) else None
        text = (moment or value).strftime("%Y-%m-%d") if isinstance(value, date) else str(value)
        days, known = read_stored(text), known_of(text)
        parts = {"Y": text[:4], "m": text[5:7], "d": text[8:10]}
        if known != "day":
            parts |= {name: _filler(unknown) * 2 for name in ("m", "d") if not parts[name] and f"%{name}" in form}
        parts |= {name: moment.strftime(f"%{name}") if moment else "00" for name in "HMS"}
        if "%N" in form:
            if known == "year":
                raise Unclear("unknown_day")
            parts["N"] = str(fiscal_year(days.first))
        if by_era:
            era = era_of(days.first)
            if era != era_of(days.last) or ("%E" in form and era.id not in eras):
                raise Unclear("unknown_era")
            parts |= {"E": eras.get(era.id, ""), "e": f"{days.first.year - era.before_first_year:02}"}
        return _TOKEN.sub(lambda found: parts[found[1]], form)

    return write


def _filler(unknown: str) -> str:
    if unknown == HOLD:
        raise Unclear("unknown_day")
    return FILLERS[unknown]
