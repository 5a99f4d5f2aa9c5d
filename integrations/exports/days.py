"""Western and era dates."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone

from forms.numbers.calendar import ERAS, era_of, fiscal_year
from forms.numbers.partial_day import read_stored

# Japan has had no summer time since 1951: a fixed offset needs no time zone database.
TOKYO = timezone(timedelta(hours=9), "Asia/Tokyo")
ERA_IDS = tuple(era.id for era in ERAS)
_TOKEN = re.compile("%([YmdHMSEeN])")
# Padding of an unknown part.
FILLERS: Mapping[str, str] = {"zeros": "0", "nines": "9", "spaces": " "}
HOLD = "hold"
# Precision by length of the stored value.
_KNOWN = {4: "year", 7: "month", 10: "day"}


class Unclear(ValueError):
    """`event`: its name in the report."""

    def __init__(self, event: str) -> None:
        super().__init__(event)
        self.event = event


def in_tokyo(moment: datetime) -> datetime:
    """Raises ValueError without zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without zone: its day in Tokyo is unknown")
    return moment.astimezone(TOKYO)


def known_of(stored: str) -> str:
    """year, month or day. Raises ValueError for anything else."""
    read_stored(stored)
    return _KNOWN[len(stored)]


def day_writer(form: str, eras: Mapping[str, str], unknown: str) -> Callable[[object], str]:
    # `form`: %Y %m %d %H %M %S, %E era code, %e era year (01 for 元年), %N 年度. `unknown`: key of FILLERS, or hold. The
    # function raises Unclear("unknown_day"), Unclear("unknown_era") for a year with a change of era or an era without
    # code, or ValueError.
    by_era = "%E" in form or "%e" in form

    def write(value: object) -> str:
        moment = in_tokyo(value) if isinstance(value, datetime) else None
        text = (moment or value).strftime("%Y-%m-%d") if isinstance(value, date) else str(value)
        days, precision = read_stored(text), known_of(text)
        parts = {"Y": text[:4], "m": text[5:7], "d": text[8:10]}
        if precision != "day":
            parts |= {name: _filler(unknown) * 2 for name in ("m", "d") if not parts[name] and f"%{name}" in form}
        parts |= {name: moment.strftime(f"%{name}") if moment else "00" for name in "HMS"}
        if "%N" in form:
            if precision == "year":
                raise Unclear("unknown_day")
            parts["N"] = str(fiscal_year(days.first))
        if by_era:
            era = era_of(days.first)
            if era != era_of(days.last) or ("%E" in form and era.id not in eras):
                raise Unclear("unknown_era")
            parts |= {"E": eras.get(era.id, ""), "e": f"{days.first.year - era.before_first_year:02}"}
        return _TOKEN.sub(lambda token: parts[token[1]], form)

    return write


def _filler(unknown: str) -> str:
    if unknown == HOLD:
        raise Unclear("unknown_day")
    return FILLERS[unknown]
