"""A resource's free places, for everybody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forms.city.times import ResourceRow
from forms.definition.procedure import Procedure
from forms.numbers.calendar import month_end
from forms.path.environment import Slot
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import NotFound
from portal.services.shared.free_places import closed_until, count_booked, drawn_times, resources_of
from portal.services.shared.needs import Basics
from portal.store.bookings.drawings import DrawnDays

DRAWING, KEPT = "drawing", "kept"


@dataclass(frozen=True, order=True)
class WeeklyUse:
    day: int  # 0 is Monday
    starts: str
    group: str


@dataclass(frozen=True)
class Availability:
    starts: tuple[str, ...]  # HH:MM of all times of the month
    groups: tuple[WeeklyUse, ...]  # those that are named
    days: tuple[tuple[date, tuple["Place | None", ...]], ...]  # a place for each of `starts`, None without such a time
    drawn: tuple["DrawnMonth", ...] = ()


@dataclass(frozen=True)
class Place:
    left: int
    capacity: int
    shut: str = ""  # DRAWING: not drawn yet; KEPT: winners may still book it first


@dataclass(frozen=True)
class DrawnMonth:
    procedure: str
    first: date  # of the times, as `last`
    last: date
    closes: date  # last day on which people apply
    drawn: date | None
    until: date | None  # what no winner took is open to all after this day
    inside: bool = False  # the inner zone draws: none of these times is booked on line


def drawn_for(installation: Basics, unit: Unit, row: ResourceRow) -> tuple[DrawnDays, ...]:
    rows = drawn_times(unit, installation.clock.today()).rows
    return tuple(days for days in rows if row.id in days.resources.split())


def public_resources(installation: Basics) -> list[ResourceRow]:
    today = installation.clock.today()
    return [row for row in installation.city.times.resources if row.about and row.holds(today)]


def public_resource(installation: Basics, resource: str) -> ResourceRow:
    """Raises NotFound."""
    row = next((row for row in public_resources(installation) if row.id == resource), None)
    if row is None:
        raise NotFound("resource")
    return row


def bookable_months(installation: Basics, row: ResourceRow, drawn: Sequence[DrawnDays] = ()) -> list[str]:
    # YYYY-MM, from that of the first time that can be booked to the last that is open; and those that are drawn for.
    today = installation.clock.today()
    tomorrow = today + timedelta(days=1)
    times = installation.city.times.every(row.id, today, installation.city.calendar)
    begins = min((date.fromisoformat(slot.starts[:10]) for slot in times), default=tomorrow)
    months = set(_months(begins, row.last_day(today)))
    for days in drawn:
        first = max(date.fromisoformat(days.use_from), tomorrow)
        months.update(_months(first, date.fromisoformat(days.use_to)))
    return sorted(months)


def _months(first: date, last: date) -> list[str]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]


def availability(installation: Basics, unit: Unit, row: ResourceRow, month: str) -> Availability:
    today, times, drawn = installation.clock.today(), installation.city.times, drawn_for(installation, unit, row)
    booked = count_booked(unit, [row.id], to_micro(installation.clock.now()))
    slots = _slots(installation, row, month, drawn)
    free, capacity, shut = Counter[str](), Counter[str](), dict[str, str]()
    for slot in slots:
        capacity[slot.starts] += slot.left
    for slot in booked.left(slot for slot in slots if slot.left):
        free[slot.starts] += slot.left
        by = booked.drawn.of(slot)
        if by is not None and slot.left:
            shut[slot.starts] = DRAWING if by.drawn_at is None else KEPT

    def place(moment: str) -> Place | None:
        if moment not in capacity:
            return None
        return Place(free[moment], capacity[moment], shut.get(moment, ""))

    starts = tuple(sorted({moment[11:] for moment in capacity}))
    first = date.fromisoformat(f"{month}-01")
    days = (first.replace(day=number) for number in range(1, month_end(first).day + 1))
    weekly = {
        WeeklyUse(date.fromisoformat(moment[:10]).weekday(), use.starts, use.group)
        for moment in capacity
        for use in times.regular(row.id, moment)
        if use.shown
    }
    return Availability(
        starts,
        tuple(sorted(weekly)),
        tuple((day, tuple(place(f"{day}T{start}") for start in starts)) for day in days if day > today),
        tuple(
            _drawn_month(drawn_days)
            for drawn_days in drawn
            if drawn_days.use_from[:7] <= month <= drawn_days.use_to[:7]
        ),
    )


def _slots(installation: Basics, row: ResourceRow, month: str, drawn: Iterable[DrawnDays]) -> list[Slot]:
    # Also those of a drawing, not to be booked yet.
    times, calendar = installation.city.times, installation.city.calendar
    slots = {slot.id: slot for slot in times.every(row.id, installation.clock.today(), calendar)}
    for days in drawn:
        first, last = date.fromisoformat(days.use_from), date.fromisoformat(days.use_to)
        slots.update((slot.id, slot) for slot in times.drawn(row.id, first, last, calendar))
    return [slot for slot in slots.values() if slot.starts.startswith(month)]


def _drawn_month(days: DrawnDays) -> DrawnMonth:
    drawn = None if days.drawn_at is None else tokyo_day(from_micro(days.drawn_at))
    first, last, closes = (date.fromisoformat(day) for day in (days.use_from, days.use_to, days.closes))
    return DrawnMonth(
        days.procedure, first, last, closes, drawn, None if drawn is None else closed_until(days), days.of_inner_zone
    )


def booking_procedures(installation: Basics, resource: str) -> list[Procedure]:
    return [
        procedure
        for procedure in installation.catalogue.all()
        if "slot" in procedure.asks and resource in resources_of(procedure)
    ]
