"""The booked times as a calendar file (RFC 5545). It is given to programs and shared with families: no name, no procedure, no
number; where and when."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from portal.store.reservations import ReservationRow

# No summer time since 1951.
_ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Tokyo", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900", "TZNAME:JST", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip
_OCTETS = 75


def write_calendar(
    rows: Iterable[ReservationRow], summary: str, host: str, now: datetime, videos: Mapping[str, str] = {}
) -> bytes:
    """Those that were given back are told as cancelled, under the same names, so that calendars take them out. `videos`: where a time
    is held by video, by its uid."""
    found = list(rows)
    method = "CANCEL" if found and all(row.number is None for row in found) else "PUBLISH"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kakanai//JA", f"METHOD:{method}", *_ZONE]
    for row in found:
        lines += [
            "BEGIN:VEVENT", f"UID:{row.uid}@{host}", f"SEQUENCE:{row.sequence}", f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;TZID=Asia/Tokyo:{_moment(row.starts)}", f"DTEND;TZID=Asia/Tokyo:{_moment(row.ends)}",
            f"SUMMARY:{_text(summary)}", f"LOCATION:{_text(row.place)}",
            *([f"URL:{videos[row.uid]}"] if videos.get(row.uid) else []),
            f"STATUS:{'CONFIRMED' if row.number is not None else 'CANCELLED'}", "END:VEVENT",
        ]  # fmt: skip
    return _file(lines)


def write_last_days(days: Iterable[tuple[str, date, str]], host: str, now: datetime) -> bytes:
    """Last days as entries of a whole day, each (name, day, summary), with a reminder three days before."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kakanai//JA", "METHOD:PUBLISH"]
    for uid, day, summary in days:
        lines += [
            "BEGIN:VEVENT", f"UID:{uid}@{host}", f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(summary)}", "TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P3D",
            f"DESCRIPTION:{_text(summary)}", "END:VALARM", "END:VEVENT",
        ]  # fmt: skip
    return _file(lines)


def _file(lines: list[str]) -> bytes:
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line)).encode()


def _moment(wall: str) -> str:
    return f"{wall.replace('-', '').replace(':', '')}00"


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """At most 75 octets a line, and no sign is broken in two."""
    lines, room = [""], _OCTETS
    for sign in line:
        size = len(sign.encode())
        if size > room:
            lines.append(" ")
            room = _OCTETS - 1
        lines[-1] += sign
        room -= size
    return lines
