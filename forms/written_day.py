"""A day as people write it, in Japanese or western years, read as a date or as what is to mend. Knows no form."""

import re
from datetime import date

from forms.calendar import ERAS, FIRST_DAY, Era
from forms.japanese import plain
from forms.mistakes import Mistake
from forms.partial_day import PartialDay, month_of, year_of

# Rules add years to a day; a slip of the keyboard must not carry them out of the calendar.
LAST_DAY = date(2099, 12, 31)

# Every name an era goes by: 昭和, 昭, S. What it is posted as is its id.
_NAMES = {name: era for era in ERAS for name in (era.name, era.name[0], era.letter)}
_IDS = {era.id: era for era in ERAS}

_ERA = "(?P<era>西暦|" + "|".join(sorted(_NAMES, key=len, reverse=True)) + ")? *"
_YEAR = re.compile(_ERA + "(?P<year>[0-9]{1,4}|元) *年?")
_WHOLE = re.compile(
    _ERA + "(?P<year>[0-9]{1,4}|元) *[年/.・-] *(?P<month>[0-9]{1,2}) *[月/.・-] *(?P<day>[0-9]{1,2}) *日?"
)
_COMPACT = re.compile(_ERA + "(?P<year>[0-9]{4}|[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_MONTH = re.compile(_ERA + "(?P<year>[0-9]{1,4}|元) *[年/.・-] *(?P<month>[0-9]{1,2}) *月?")
_COMPACT_MONTH = re.compile("(?P<era>)(?P<year>[0-9]{4})(?P<month>[0-9]{2})")
_UNIT = re.compile(" *[月日]$")


def read_day(era: str, year: str, month: str, day: str) -> date | Mistake:
    """The day in four boxes. `era` is `western`, the id of an era or ""; `year` takes 30, 元, S30, 昭和30年, 1955 and
    whole dates (S30/4/2, 昭和30年4月2日, 1955-04-02, S300402). What stands in the year's box wins over `era`.

    A year beyond the end of its era is counted on: 平成35年 was printed on many papers and is 2023. On the day an era
    begins both names hold, because the last year of the one before is counted on. A day before its start is told."""
    read = read_days(era, year, month, day)
    return read if isinstance(read, Mistake) else read.first


def read_days(era: str, year: str, month: str, day: str, unknown: str = "") -> PartialDay | Mistake:
    """As `read_day`; but the day's box may be empty when `unknown` is `day`, the month's too when it is `month`."""
    written = plain(year).upper()
    month, day = (_UNIT.sub("", plain(text)) for text in (month, day))
    whole = _WHOLE.fullmatch(written) or _COMPACT.fullmatch(written) or (unknown and _MONTH.fullmatch(written))
    found = whole or _YEAR.fullmatch(written)
    if not found:
        return Mistake("date.year_unclear" if written else "date.year_missing", "year")
    if whole:
        inside = whole.groupdict()
        if _differs(month, inside["month"]) or _differs(day, inside.get("day", day)):
            return Mistake("date.twice", "year")
        month, day = inside["month"], inside.get("day", day)
    may_lack = {"day": ("day",), "month": ("day", "month") if not day else ()}.get(unknown, ())
    for name, text in (("month", month), ("day", day)):
        if not re.fullmatch("[0-9]{1,2}", text) and not (text == "" and name in may_lack):
            return Mistake(f"date.{name}_unclear" if text else f"date.{name}_missing", name)
    return _of_year(found["era"] or era, found["year"], month, day)


def read_month(era: str, year: str, month: str) -> PartialDay | Mistake:
    """The month in three boxes; the year's box takes whole months and days too (S30/4, 昭和30年4月, 195504, S30/4/2)."""
    written = plain(year).upper()
    whole = _COMPACT_MONTH.fullmatch(written) or _MONTH.fullmatch(written)
    if whole and _differs(_UNIT.sub("", plain(month)), whole["month"]):
        return Mistake("date.month_twice", "year")
    if whole:
        era, year, month = whole["era"] or era, whole["year"], whole["month"]
    read = read_days(era, year, month, "", unknown="day")
    return read if isinstance(read, Mistake) else month_of(read.first.year, read.first.month)


def _differs(typed: str, written: str) -> bool:
    return typed != "" and typed.zfill(2) != written.zfill(2)


def _of_year(era_name: str, year: str, month: str, day: str) -> PartialDay | Mistake:
    number = 1 if year == "元" else int(year)
    if number >= 1000:
        return _in_calendar(None, number, month, day)
    era = _NAMES.get(era_name) or _IDS.get(era_name)
    if era is None:
        return Mistake("date.western_year_short" if era_name in ("western", "西暦") else "date.era_missing", "year")
    if not 1 <= number <= 99:
        return Mistake("date.year_unclear", "year")
    return _in_calendar(era, number + era.before_first_year, month, day)


def _in_calendar(era: Era | None, year: int, month: str, day: str) -> PartialDay | Mistake:
    try:
        read = _days(year, month, day)
    except ValueError:
        if not day:
            return Mistake("date.month_unclear", "month")
        return Mistake("date.no_such_day", "day", {"year": year, "month": int(month), "day": int(day)})
    # What begins before the first day or the era, but does not end before it, may still be meant.
    if read.last < FIRST_DAY or read.first > LAST_DAY:
        return Mistake("date.out_of_range", "year", {"first": FIRST_DAY.year, "last": LAST_DAY.year})
    if era is not None and read.last < era.start:
        return Mistake(
            "date.before_era",
            "year",
            {"era": era.name, "year": era.start.year, "month": era.start.month, "day": era.start.day},
        )
    return read


def _days(year: int, month: str, day: str) -> PartialDay:
    if day:
        read = date(year, int(month), int(day))
        return PartialDay(read, read)
    return month_of(year, int(month)) if month else year_of(year)
