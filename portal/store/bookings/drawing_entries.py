"""Entries of drawings that were held: their order, who has a place, and who moves up."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, or_, select, update

from portal.db import Unit
from portal.models.bookings.drawing import Drawing
from portal.models.bookings.drawing_entry import DrawingEntry
from portal.models.bookings.reservation import Reservation
from portal.models.cases.application import Application
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class EntryRow:
    """`place` None: next in line, or given back (`ended_at`). `application_id` None: outside, of an application that is
    inside only."""

    id: int
    drawing_id: int
    application_id: int | None
    receipt_number: str
    drawn_for: str
    tickets: int
    rank: int
    place: int | None
    won_at: int | None = None
    ended_at: int | None = None
    booked_at: int | None = None


@dataclass(frozen=True)
class WonRow:
    # A time that a winner has not booked yet; `hold`: the reservation that keeps it.
    entry: int
    receipt_number: str
    application_id: int
    person_id: str | None
    procedure: str
    won_at: int
    confirm_days: int
    hold: int
    resource: str
    slot: str
    starts: str
    ends: str
    place: str


@dataclass(frozen=True)
class UnbookedRow:
    # Of a time, in either zone: outside there is no reservation that keeps it.
    drawing_id: int
    drawn_for: str
    application_id: int
    person_id: str
    receipt_number: str
    won_at: int


_entry = DrawingEntry.table
_application = Application.table
_ROWS = rows(EntryRow, DrawingEntry)
_drawing = Drawing.table
_hold = Reservation.table
_ALIVE = and_(_entry.c.ended_at.is_(None), _entry.c.booked_at.is_(None))
_ADD = sql(insert_into(DrawingEntry, EntryRow, but=("id",)))
_CLEAR = sql(delete(_entry).where(by(_entry.c.drawing_id)))
_OF = sql(_ROWS.where(by(_entry.c.drawing_id)).order_by(_entry.c.drawn_for, _entry.c.rank))
_OF_APPLICATION = sql(_ROWS.where(by(_entry.c.application_id)))
_JOINED = _ROWS.join(_application, _application.c.id == _entry.c.application_id)
_ENDED = sql(_JOINED.where(_ALIVE, _application.c.state.in_(bindparam("ended"))).order_by(_entry.c.id))
_NEXT = sql(
    _JOINED.where(
        by(_entry.c.drawing_id, _entry.c.drawn_for),
        _ALIVE,
        _entry.c.place.is_(None),
        _application.c.state.not_in(bindparam("ended")),
    )
    .order_by(_entry.c.rank)
    .limit(1)
)
_END = sql(
    update(_entry)
    .where(
        by(_entry.c.id),
        _ALIVE,
        or_(_entry.c.place == bindparam("was"), _entry.c.place.is_(None)),
    )
    .values(bound("ended_at") | {"place": None})
)
_WON = (
    select(
        _entry.c.id.label("entry"), _entry.c.receipt_number, _entry.c.application_id, _application.c.person_id,
        _application.c.procedure, _entry.c.won_at, _drawing.c.confirm_days, _hold.c.id.label("hold"), _hold.c.resource,
        _hold.c.slot, _hold.c.starts, _hold.c.ends, _hold.c.place,
    )
    .join_from(_entry, _application, _application.c.id == _entry.c.application_id)
    .join(_drawing, _drawing.c.id == _entry.c.drawing_id)
    .join(_hold, _hold.c.application_id == _entry.c.application_id)
    .where(
        _ALIVE, _entry.c.place.is_not(None), _drawing.c.resources != "", _hold.c.question == "", _hold.c.starts != "",
        _hold.c.number.is_not(None), _application.c.state.not_in(bindparam("ended")),
    )
    .order_by(_hold.c.starts, _entry.c.id)
)  # fmt: skip
_WON_ALL = sql(_WON, WonRow)
_WON_BY = sql(_WON.where(by(_application.c.person_id)), WonRow)
_UNBOOKED = sql(
    select(
        _entry.c.drawing_id, _entry.c.drawn_for, _entry.c.application_id, _application.c.person_id,
        _entry.c.receipt_number, _entry.c.won_at,
    )
    .join_from(_entry, _application, _application.c.id == _entry.c.application_id)
    .join(_drawing, _drawing.c.id == _entry.c.drawing_id)
    .where(
        _ALIVE, _entry.c.place.is_not(None), _entry.c.won_at < bindparam("before"), _drawing.c.resources != "",
        _drawing.c.use_to >= bindparam("today"), _application.c.person_id.is_not(None),
        _application.c.state.not_in(bindparam("ended")),
    )
    .order_by(_entry.c.id),
    UnbookedRow,
)  # fmt: skip
_BOOK = sql(update(_entry).where(by(_entry.c.id), _ALIVE, _entry.c.place.is_not(None)).values(bound("booked_at")))
_WIN = sql(update(_entry).where(by(_entry.c.id), _ALIVE, _entry.c.place.is_(None)).values(bound("place", "won_at")))


def add(unit: Unit, entries: Sequence[EntryRow]) -> None:
    run(unit, _ADD, [vars(entry) for entry in entries])


def replace_all(unit: Unit, drawing_id: int, entries: Sequence[EntryRow]) -> None:
    run(unit, _CLEAR, {"drawing_id": drawing_id})
    if entries:
        add(unit, entries)


def of(unit: Unit, drawing_id: int) -> list[EntryRow]:
    return every(unit, _OF, drawing_id=drawing_id)


def of_application(unit: Unit, application_id: int) -> EntryRow | None:
    return one(unit, _OF_APPLICATION, application_id=application_id)


def ended(unit: Unit, states: Sequence[str]) -> list[EntryRow]:
    """Not ended yet, but their application came into one of these states."""
    return every(unit, _ENDED, ended=states)


def next_in_line(unit: Unit, drawing_id: int, drawn_for: str, states: Sequence[str]) -> EntryRow | None:
    return next(iter(every(unit, _NEXT, drawing_id=drawing_id, drawn_for=drawn_for, ended=states)), None)


def end(unit: Unit, entry: EntryRow, now: int) -> bool:
    """Gives its place back. False: it ended before."""
    return run(unit, _END, {"id": entry.id, "was": entry.place, "ended_at": now}).rowcount == 1


def won(unit: Unit, states: Sequence[str]) -> list[WonRow]:
    # Without those whose application came into one of these states: their time is about to pass on.
    return every(unit, _WON_ALL, ended=states)


def won_by(unit: Unit, person_id: str, states: Sequence[str]) -> list[WonRow]:
    return every(unit, _WON_BY, person_id=person_id, ended=states)


def unbooked(unit: Unit, before: int, today: str, states: Sequence[str]) -> list[UnbookedRow]:
    # Won before that instant, by people with an account.
    return every(unit, _UNBOOKED, before=before, today=today, ended=states)


def book(unit: Unit, entry_id: int, now: int) -> bool:
    return run(unit, _BOOK, {"id": entry_id, "booked_at": now}).rowcount == 1


def win(unit: Unit, entry: EntryRow, place: int, now: int) -> bool:
    """False: it has a place, or ended."""
    return run(unit, _WIN, {"id": entry.id, "place": place, "won_at": now}).rowcount == 1
