"""When a package arrived, as the other side wrote it: a system, a table program that shows days in its own way, or a hand."""

import re
from datetime import date, datetime, time, timedelta, timezone

from forms.japanese import plain
from forms.written_day import read_day
from integrations.import_socket import Unreadable

_TOKYO = timezone(timedelta(hours=9))
_LONGEST = 60  # signs; what is longer is a text, and nobody should wait for it to be searched
_DIGITS = re.compile("([0-9]{8})([0-9]{2})([0-9]{2})([0-9]{2})?")
# The time of day behind the day, with nothing between them only where the day says where it ends.
_CLOCKS = (
    re.compile("(?:[ T]+|(?<=日))([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?$"),
    re.compile("(?:[ T]+|(?<=日))([0-9]{1,2})時([0-9]{1,2})分(?:([0-9]{1,2})秒)?$"),
)


def read_instant(text: str) -> datetime | None:
    """ISO 8601; a day of any kind that `read_day` knows and a time of day (2026/11/20 10:05, R8.11.20 10:05,
    令和8年11月20日 10時5分); or digits alone (20261120100500). Without a zone it is Japan's, without a time of day the day's beginning.
    None where nothing is written. Unreadable if it is anything else."""
    text = text.strip()
    if not text:
        return None
    if len(text) > _LONGEST:
        raise Unreadable("arrived_at")
    written = plain(text).upper()
    try:
        # ISO takes any sign for the one between day and time: digits alone would give an hour that nobody wrote.
        found = _in_digits(written) if written.isdigit() else datetime.fromisoformat(written)
    except ValueError:
        found = _as_people_write(written)
    try:
        return (found if found.tzinfo else found.replace(tzinfo=_TOKYO)).astimezone(_TOKYO)
    except OverflowError:
        raise Unreadable("arrived_at") from None


def _in_digits(written: str) -> datetime:
    """ValueError."""
    found = _DIGITS.fullmatch(written)
    return _joined(found[1], found.groups()[1:]) if found else datetime.combine(_day(written), time())


def _as_people_write(written: str) -> datetime:
    found = next((found for clock in _CLOCKS if (found := clock.search(written))), None)
    try:
        return _joined(written[: found.start()], found.groups()) if found else datetime.combine(_day(written), time())
    except ValueError:
        raise Unreadable("arrived_at") from None


def _joined(day: str, clock: tuple[str | None, ...]) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock)
    return datetime.combine(_day(day), time(hour, minute, second))


def _day(written: str) -> date:
    """ValueError where it is none, also of an era's year that names no era."""
    found = read_day("", written, "", "")
    if not isinstance(found, date):
        raise ValueError("no day")
    return found
