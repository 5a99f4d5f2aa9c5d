"""A resource's free places, for everybody."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from forms.city.times import ResourceRow
from forms.definition.procedure import Procedure
from forms.numbers.calendar import month_end
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.shared.free_places import count_booked, resources_of
from portal.services.shared.needs import Basics


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


@dataclass(frozen=True)
class Place:
    left: int
    capacity: int


def public_resources(installation: Basics) -> list[ResourceRow]:
    today = installation.clock.today()
    return [row for row in installation.city.times.resources if row.about and row.holds(today)]


def public_resource(installation: Basics, resource: str) -> ResourceRow:
    """Raises NotFound."""
    row = next((row for row in public_resources(installation) if row.id == resource), None)
    if row is None:
        raise NotFound("resource")
    return row


def bookable_months(installation: Basics, row: ResourceRow) -> list[str]:
    """YYYY-MM, from tomorrow's to the last that is open."""
    today = installation.clock.today()
    first, last = today + timedelta(days=1), row.last_day(today)
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]


def availability(installation: Basics, unit: Unit, row: ResourceRow, month: str) -> Availability:
    today, times = installation.clock.today(), installation.city.times
    slots = [slot for slot in times.every(row.id, today, installation.city.calendar) if slot.starts.startswith(month)]
    booked = count_booked(unit, [row.id], to_micro(installation.clock.now()))
    free, capacity = Counter[str](), Counter[str]()
    for slot in slots:
        capacity[slot.starts] += slot.left
    for slot in booked.left(slot for slot in slots if slot.left):
        free[slot.starts] += slot.left

    def place(moment: str) -> Place | None:
        if moment not in capacity:
            return None
        return Place(free[moment], capacity[moment])

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
    )


def booking_procedures(installation: Basics, resource: str) -> list[Procedure]:
    return [
        procedure
        for procedure in installation.catalogue.all()
        if "slot" in procedure.asks and resource in resources_of(procedure)
    ]
