from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from forms.fields.slot import day_in_words, hours_at_place, hours_in_words
from forms.fields.time import clock
from forms.text.speech import Speech
from portal.clock import from_micro
from portal.services.bookings.change_reservation import Booking
from portal.services.bookings.door_keys import Door
from portal.services.bookings.wait_for_slot import Waits

_NO_DOOR = Door("")


@dataclass(frozen=True)
class BookedView:
    label: str
    time_text: str
    question: str  # its id in URLs
    kept: bool
    moved: bool  # another time was taken in its place
    open: bool  # can be changed
    ahead: bool  # kept, and its day is not over
    for_visit: bool
    video: str
    door: str  # state of the number for its lock, "" without one
    number: str
    opens: str  # from when until when


def booked_view(
    bookings: Iterable[Booking], speech: Speech, doors: Mapping[str, Door] = MappingProxyType({}),
    changes: Collection[datetime] = (),
) -> list[BookedView]:  # fmt: skip
    # `changes`: when the person took another time, as the history has it.
    return [
        BookedView(
            speech.text(booking.field.label_place, booking.field.label), time_text(booking, speech), booking.row.question, booking.kept, not booking.kept and from_micro(booking.row.changed_at) in changes,
            booking.open, booking.kept and not booking.past, booking.for_visit, booking.video, door.state, grouped(door.number), opens_text(door, speech),
        )
        for booking in bookings
        for door in [doors.get(booking.row.question, _NO_DOOR)]
    ]  # fmt: skip


def time_text(booking: Booking, speech: Speech) -> str:
    """12月1日（火） 午前9時から午前9時30分まで　保健センター."""
    row = booking.row
    return f"{day_in_words(row.starts, speech)} {hours_at_place(row.starts, row.ends, row.place, speech)}"


def grouped(number: str) -> str:
    # 123 456, as people read it at a door.
    return f"{number[:3]} {number[3:]}" if len(number) == 6 else number


def opens_text(door: Door, speech: Speech) -> str:
    return hours_in_words(door.opens, door.closes, speech) if door.opens else ""


@dataclass(frozen=True)
class WaitView:
    """`place` in the queue, 0 while a place is reserved."""

    time_text: str
    place: int
    slot: str
    question: str
    until: datetime | None = None
    passed: bool = False


def waits_view(waits: Iterable[Waits], speech: Speech) -> list[WaitView]:
    return [
        WaitView(
            f"{day_in_words(wait.row.starts, speech)} {clock(wait.row.starts[11:], speech)}", wait.place, wait.row.slot, wait.field.id,
            wait.until, wait.passed,
        )
        for wait in waits
    ]  # fmt: skip
