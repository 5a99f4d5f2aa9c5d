import re
from datetime import date

from forms.mistakes import Mistake
from forms.numbers.calendar import ERAS, FIRST_DAY, Era
from forms.numbers.partial_day import PartialDay, month_of, year_of
from forms.text.japanese import plain

# Rules add years to dates; a typo must not lead out of the calendar.
LAST_DAY = date(2099, 12, 31)

# Written names of an era (昭和, 昭, S); boxes post its id.
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
    """`era`: `western`, an id or ""; `year`: 30, 元, S30, 昭和30年, 1955 or a full date (S30/4/2, 1955-04-02, S300402),
    which wins over `era`. 平成35年, printed on many papers, is 2023; on the first day of an era both names are valid,
    before it the new one is a mistake."""
    days = read_days(era, year, month, day)
    return days if isinstance(days, Mistake) else days.first


def read_days(era: str, year: str, month: str, day: str, unknown: str = "") -> PartialDay | Mistake:
    """The day may be empty if `unknown` is `day`, also the month if it is `month`."""
    written = plain(year).upper()
    month, day = (_UNIT.sub("", plain(text)) for text in (month, day))
    full_date = _WHOLE.fullmatch(written) or _COMPACT.fullmatch(written) or (unknown and _MONTH.fullmatch(written))
    match = full_date or _YEAR.fullmatch(written)
    if not match:
        return Mistake("date.year_unclear" if written else "date.year_missing", "year")
    if full_date:
        inside = full_date.groupdict()
        if _differs(month, inside["month"]) or _differs(day, inside.get("day", day)):
            return Mistake("date.twice", "year")
        month, day = inside["month"], inside.get("day", day)
    may_lack = {"day": ("day",), "month": ("day", "month") if not day else ()}.get(unknown, ())
    for name, text in (("month", month), ("day", day)):
        if not re.fullmatch("[0-9]{1,2}", text) and not (text == "" and name in may_lack):
            return Mistake(f"date.{name}_unclear" if text else f"date.{name}_missing", name)
    return _of_year(match["era"] or era, match["year"], month, day)


def read_month(era: str, year: str, month: str) -> PartialDay | Mistake:
    """`year` may hold months and dates too (S30/4, 昭和30年4月, 195504, S30/4/2)."""
    written = plain(year).upper()
    full_month = _COMPACT_MONTH.fullmatch(written) or _MONTH.fullmatch(written)
    if full_month and _differs(_UNIT.sub("", plain(month)), full_month["month"]):
        return Mistake("date.month_twice", "year")
    if full_month:
        era, year, month = full_month["era"] or era, full_month["year"], full_month["month"]
    days = read_days(era, year, month, "", unknown="day")
    return days if isinstance(days, Mistake) else month_of(days.first.year, days.first.month)


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
        days = _days(year, month, day)
    except ValueError:
        if not day:
            return Mistake("date.month_unclear", "month")
        return Mistake("date.no_such_day", "day", {"year": year, "month": int(month), "day": int(day)})
    # A partial date that overlaps the allowed range is accepted.
    if days.last < FIRST_DAY or days.first > LAST_DAY:
        return Mistake("date.out_of_range", "year", {"first": FIRST_DAY.year, "last": LAST_DAY.year})
    if era is not None and days.last < era.start:
        return Mistake(
            "date.before_era",
            "year",
            {"era": era.name, "year": era.start.year, "month": era.start.month, "day": era.start.day},
        )
    return days


def _days(year: int, month: str, day: str) -> PartialDay:
    if day:
        whole_day = date(year, int(month), int(day))
        return PartialDay(whole_day, whole_day)
    return month_of(year, int(month)) if month else year_of(year)
