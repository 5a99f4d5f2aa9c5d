import re
from datetime import date, datetime, time, timedelta, timezone

from forms.text.japanese import plain
from forms.text.written_day import read_day
from integrations.sockets.import_socket import Unreadable

_TOKYO = timezone(timedelta(hours=9))
_LONGEST = 60  # characters; longer texts are not searched
_DIGITS = re.compile("([0-9]{8})([0-9]{2})([0-9]{2})([0-9]{2})?")
# The time of day after the day; nothing between them only after 日.
_CLOCKS = (
    re.compile("(?:[ T]+|(?<=日))([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?$"),
    re.compile("(?:[ T]+|(?<=日))([0-9]{1,2})時([0-9]{1,2})分(?:([0-9]{1,2})秒)?$"),
)


def read_instant(text: str) -> datetime | None:
    """ISO 8601; a day that `read_day` accepts, with a time (2026/11/20 10:05, R8.11.20 10:05, 令和8年11月20日 10時5分); or
    digits (20261120100500). Defaults: Japan's time, midnight. None if empty. Raises Unreadable."""
    text = text.strip()
    if not text:
        return None
    if len(text) > _LONGEST:
        raise Unreadable("arrived_at")
    normalized = plain(text).upper()
    try:
        # fromisoformat accepts any separator and would read an hour into digits alone.
        moment = _in_digits(normalized) if normalized.isdigit() else datetime.fromisoformat(normalized)
    except ValueError:
        moment = _as_people_write(normalized)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=_TOKYO)).astimezone(_TOKYO)
    except OverflowError:
        raise Unreadable("arrived_at") from None


def _in_digits(digits: str) -> datetime:
    # Raises ValueError.
    match = _DIGITS.fullmatch(digits)
    return _joined(match[1], match.groups()[1:]) if match else datetime.combine(_day(digits), time())


def _as_people_write(normalized: str) -> datetime:
    match = next((match for clock in _CLOCKS if (match := clock.search(normalized))), None)
    try:
        return (
            _joined(normalized[: match.start()], match.groups())
            if match
            else datetime.combine(_day(normalized), time())
        )
    except ValueError:
        raise Unreadable("arrived_at") from None


def _joined(day: str, clock: tuple[str | None, ...]) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock)
    return datetime.combine(_day(day), time(hour, minute, second))


def _day(normalized: str) -> date:
    # Raises ValueError, also for an era year without era.
    day = read_day("", normalized, "", "")
    if not isinstance(day, date):
        raise ValueError("not a day")
    return day
