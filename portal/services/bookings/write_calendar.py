"""Calendar files (RFC 5545), without name, procedure or receipt number: families share them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from portal.clock import TOKYO
from portal.store.bookings.reservations import ReservationRow

if TYPE_CHECKING:
    from icalendar import Component, Timezone

# `icalendar` is imported where a file is written: eighty modules, which a start does not need.


def write_calendar(
    rows: Iterable[ReservationRow], summary: str, host: str, now: datetime, videos: Mapping[str, str] = {}
) -> bytes:
    """A cancelled time keeps its UID: calendars remove it. `videos`: UID → address."""
    from icalendar import Event  # noqa: PLC0415
    from icalendar.enums import STATUS  # noqa: PLC0415

    booked = list(rows)
    events = [
        Event.new(
            uid=f"{row.uid}@{host}", sequence=row.sequence, stamp=now, start=_moment(row.starts), end=_moment(row.ends),
            summary=summary, location=row.place, url=videos.get(row.uid) or None,
            status=STATUS.CANCELLED if row.number is None else STATUS.CONFIRMED,
        )
        for row in booked
    ]  # fmt: skip
    cancelled = bool(booked) and all(row.number is None for row in booked)
    return _file("CANCEL" if cancelled else "PUBLISH", [_tokyo(), *events])


def write_last_days(days: Iterable[tuple[str, date, str]], host: str, now: datetime) -> bytes:
    """(UID, day, summary): a whole day, with a reminder three days before."""
    from icalendar import Alarm, Event  # noqa: PLC0415
    from icalendar.enums import TRANSP  # noqa: PLC0415

    events = []
    for uid, day, summary in days:
        reminder = Alarm({"ACTION": "DISPLAY", "DESCRIPTION": summary})
        reminder.add("trigger", timedelta(days=-3))
        events.append(
            Event.new(
                uid=f"{uid}@{host}", stamp=now, start=day, end=day + timedelta(days=1), summary=summary,
                transparency=TRANSP.TRANSPARENT, subcomponents=[reminder],
            )
        )  # fmt: skip
    return _file("PUBLISH", events)


def _file(method: str, parts: "Iterable[Component]") -> bytes:
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar({"VERSION": "2.0", "PRODID": "-//Kakanai//JA", "METHOD": method})
    for part in parts:
        calendar.add_component(part)
    content: bytes = calendar.to_ical(sorted=False)
    return content


def _moment(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=TOKYO)


@cache  # 15 ms
def _tokyo() -> "Timezone":
    from icalendar import Timezone  # noqa: PLC0415

    return Timezone.from_tzid("Asia/Tokyo")
