"""Calendar files contain place and time only."""

from datetime import date, datetime

from icalendar import Calendar

from portal.services.bookings.change_reservation import bookings_of
from portal.services.bookings.write_calendar import write_calendar, write_last_days
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.bookings.reservations import ReservationRow
from tests.databases import NOW
from tests.portal.services.bookings.booking import PROCEDURE, book, case_of


def test_the_calendar_file_is_folded_escaped_and_shows_no_name(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    with installation.database.read() as unit:
        rows = [booking.row for booking in bookings_of(installation, unit, case_of(installation, session, number))]
    text = write_calendar(rows, "予約, 見本市; " + "長い名前" * 12, "city.example", installation.clock.now()).decode()
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = text.replace("\r\n ", "")
    assert "DTSTART;TZID=Asia/Tokyo:20261209T090000\r\n" in unfolded
    assert "SUMMARY:予約\\, 見本市\\; 長い名前" in unfolded
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo" in text
    assert PROCEDURE not in text
    assert number not in text


def row(uid: str, *, number: int | None, sequence: int = 0) -> ReservationRow:
    return ReservationRow(
        1, "lung", "lung-3", "2026-12-09T09:00", "2026-12-09T09:30", "港町支所", number, None, 1, "lung_slot", None, uid,
        sequence, 0, 0,
    )  # fmt: skip


def events(content: bytes) -> list[tuple[str, str, int]]:
    return [
        (str(event["UID"]), str(event["STATUS"]), int(str(event["SEQUENCE"])))
        for event in Calendar.from_ical(content).walk("VEVENT")
    ]


def test_a_cancelled_time_keeps_its_uid_so_that_calendars_remove_it() -> None:
    made = datetime.fromisoformat(NOW)
    booked = write_calendar([row("a", number=3)], "予約", "city.example", made)
    cancelled = write_calendar([row("a", number=None, sequence=1)], "予約", "city.example", made)
    assert events(booked) == [("a@city.example", "CONFIRMED", 0)]
    assert events(cancelled) == [("a@city.example", "CANCELLED", 1)]
    assert [str(Calendar.from_ical(content)["METHOD"]) for content in (booked, cancelled)] == ["PUBLISH", "CANCEL"]


def test_while_one_of_two_times_is_kept_the_file_is_no_cancellation() -> None:
    both = [row("a", number=None, sequence=1), row("b", number=1)]
    content = write_calendar(both, "予約", "city.example", datetime.fromisoformat(NOW))
    assert str(Calendar.from_ical(content)["METHOD"]) == "PUBLISH"
    assert [status for _, status, _ in events(content)] == ["CANCELLED", "CONFIRMED"]


def test_a_last_day_is_a_whole_day_with_a_reminder_three_days_before() -> None:
    content = write_last_days([("x", date(2026, 12, 31), "期限")], "city.example", datetime.fromisoformat(NOW)).decode()
    assert "DTSTART;VALUE=DATE:20261231\r\n" in content
    assert "DTEND;VALUE=DATE:20270101\r\n" in content
    assert "TRIGGER:-P3D\r\n" in content
    assert "TRANSP:TRANSPARENT\r\n" in content
