"""Booked times on pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from forms.fields.slot import day_in_words, hours_at_place
from forms.fields.time import clock
from forms.text.speech import Speech
from portal.services.bookings.change_reservation import Booking
from portal.services.bookings.wait_for_slot import Waits


@dataclass(frozen=True)
class BookedView:
    label: str
    time_text: str
    question: str  # its id in URLs
    kept: bool
    open: bool  # can be changed
    for_visit: bool
    video: str


def booked_view(bookings: Iterable[Booking], speech: Speech) -> list[BookedView]:
    return [
        BookedView(
            speech.text(booking.field.label_place, booking.field.label), time_text(booking, speech), booking.row.question, booking.kept,
            booking.open, booking.for_visit, booking.video,
        )
        for booking in bookings
    ]  # fmt: skip


def time_text(booking: Booking, speech: Speech) -> str:
    """12月1日（火） 午前9時から午前9時30分まで　保健センター."""
    row = booking.row
    return f"{day_in_words(row.starts, speech)} {hours_at_place(row.starts, row.ends, row.place, speech)}"


@dataclass(frozen=True)
class WaitView:
    """`place` in the queue, 0 while a place is reserved."""

    time_text: str
    place: int
    slot: str
    question: str


def waits_view(waits: Iterable[Waits], speech: Speech) -> list[WaitView]:
    return [
        WaitView(
            f"{day_in_words(wait.row.starts, speech)} {clock(wait.row.starts[11:], speech)}", wait.place, wait.row.slot, wait.field.id
        )
        for wait in waits
    ]  # fmt: skip
