"""The booked times of an application, in words of the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from forms.fields.slot import day_in_words, hours_in_words
from forms.fields.time import clock
from forms.speech import Speech
from portal.services.change_reservation import Booking
from portal.services.wait_for_slot import Waits


@dataclass(frozen=True)
class BookedView:
    """`question` names it in the address; `open`: it can still be changed; `video`: the city's link, "" where it is held otherwise."""

    label: str
    said: str
    question: str
    kept: bool
    open: bool
    for_visit: bool
    video: str


def booked_view(bookings: Iterable[Booking], speech: Speech) -> list[BookedView]:
    return [
        BookedView(
            speech.text(one.field.label_place, one.field.label), said_time(one, speech), one.row.question, one.kept,
            one.open, one.for_visit, one.video,
        )
        for one in bookings
    ]  # fmt: skip


def said_time(booking: Booking, speech: Speech) -> str:
    """12月1日（火） 午前9時から午前9時30分まで　保健センター."""
    row = booking.row
    return f"{day_in_words(row.starts, speech)} {hours_in_words(row.starts, row.ends, speech)}　{row.place}"


@dataclass(frozen=True)
class WaitView:
    """`place` in the row, 0 where a place is kept now; `slot` and `question` name it to the form that leaves the row."""

    said: str
    place: int
    slot: str
    question: str


def waits_view(found: Iterable[Waits], speech: Speech) -> list[WaitView]:
    return [
        WaitView(
            f"{day_in_words(one.row.starts, speech)} {clock(one.row.starts[11:], speech)}", one.place, one.row.slot, one.field.id
        )
        for one in found
    ]  # fmt: skip
