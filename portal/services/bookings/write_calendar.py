"""Booked times and last days as calendar files (RFC 5545): place and time, but no name, procedure or receipt number,
because families share them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache

from icalendar import Alarm, Calendar, Component, Event, Timezone
from icalendar.enums import STATUS, TRANSP

from portal.clock import TOKYO
from portal.store.bookings.reservations import ReservationRow


def write_calendar(
    rows: Iterable[ReservationRow], summary: str, host: str, now: datetime, videos: Mapping[str, str] = {}
) -> bytes:
    """A cancelled time keeps its UID, so that calendars remove it. `videos`: UID → address."""
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


def _file(method: str, parts: Iterable[Component]) -> bytes:
    calendar = Calendar({"VERSION": "2.0", "PRODID": "-//Kakanai//JA", "METHOD": method})
    for part in parts:
        calendar.add_component(part)
    content: bytes = calendar.to_ical(sorted=False)
    return content


def _moment(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=TOKYO)


@cache  # 15 ms
def _tokyo() -> Timezone:
    return Timezone.from_tzid("Asia/Tokyo")
