"""Bookable times of `slots.yaml`."""

# Bookings are unknown here: `left` is the full capacity.

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from forms.city.dated import Dated, DatedEntry, Id, Words, in_order_by_id, unique_ids
from forms.numbers.calendar import add_months, add_open_days, month_end
from forms.path.environment import Calendar, Slot
from forms.path.offers import Kind, Numbered
from forms.text.reading import Day, Sheet

Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAYS = get_args(Weekday)
DoorId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
PICTURES = "pictures"  # folder of the city


class SlotRow(Sheet):
    id: Numbered
    resource: Kind
    day: Day
    starts: Clock
    ends: Clock
    place: Words
    capacity: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def forward(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError(f"ends at {self.ends}, before it starts at {self.starts}: exchange the two times")
        return self


class Opening(Sheet):
    # The times of a month can be booked from the `day` of the month that is `months` before it.
    months: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=28)] = 1


class YearlyDays(Sheet):
    # Both days included, each year; an end before the beginning lies in the next year.
    from_: Annotated[MonthDay, Field(alias="from")]
    to: MonthDay

    def holds(self, on: date) -> bool:
        day = f"{on:%m-%d}"
        if self.from_ <= self.to:
            return self.from_ <= day <= self.to
        return day >= self.from_ or day <= self.to


class RegularUse(Dated):
    # A group that has a time each week: `places` less at this time. `shown`: the public calendar names it.
    resource: Kind
    group: Words
    weekday: Weekday
    starts: Clock
    places: Annotated[int, Field(ge=1)] = 1
    shown: bool = True

    def takes(self, resource: str, starts: str) -> bool:
        day = date.fromisoformat(starts[:10])
        same = resource == self.resource and starts[11:] == self.starts
        return same and _WEEKDAYS[day.weekday()] == self.weekday and self.holds(day)


class Lock(Sheet):
    # A number opens these `doors` (ids at the service) from `early` minutes before a booked time until `late` after it. It
    # is given once the section accepted, or as soon as it is booked, and never while a fee is due. `remind_days` before the
    # day a mail leads to the page with it; 0: none.

    doors: Annotated[tuple[DoorId, ...], Field(min_length=1, max_length=10)]
    given: Literal["accepted", "booked"] = "accepted"
    early: Annotated[int, Field(ge=0, le=120)] = 15
    late: Annotated[int, Field(ge=0, le=120)] = 15
    remind_days: Annotated[int, Field(ge=0, le=14)] = 0

    @model_validator(mode="after")
    def once(self) -> Self:
        if len(set(self.doors)) < len(self.doors):
            raise ValueError("`doors` names a door twice: remove one")
        return self

    def opens(self, starts: str, ends: str) -> tuple[str, str]:
        first = datetime.fromisoformat(starts) - timedelta(minutes=self.early)
        last = datetime.fromisoformat(ends) + timedelta(minutes=self.late)
        return f"{first:%Y-%m-%dT%H:%M}", f"{last:%Y-%m-%dT%H:%M}"


class GivenBack(Sheet):
    # Until so many days before the day of use, `percent` of a paid fee goes back.
    days: Annotated[int, Field(ge=0, le=400)]
    percent: Annotated[int, Field(ge=0, le=100)]


class ResourceRow(DatedEntry):
    # `duty`: the section responsible. A chosen time is held for `hold_minutes`; bookings open `ahead_days` before, or
    # month by month by `opens`, and may change until the end of the day `change_days` before; the first day is
    # after `ready_days` open ones, which the section needs. `gives_back`: what of a paid fee goes back to who gives the
    # time up, by days before it; without rows all of it. `for_visit`: the application
    # is filed at the visit. `apart`: of two zones, the capacity is this zone's. `video`: the person gets the link of
    # `city.yaml`. `times`: on every open day, besides `slots`; in the `season` only, and with `weekdays` on these,
    # whatever days the city office is open, but for `closed`. `about`: its calendar is public, with the `picture` of
    # the city's folder `pictures`. `lock`: a number opens it. `unit`: what the places are counted in, for the section:
    # courts are no people.

    id: Kind
    title: Words
    duty: Id
    hold_minutes: Annotated[int, Field(ge=5, le=120)] = 15
    ahead_days: Annotated[int, Field(ge=1, le=400)] = 120
    opens: Opening | None = None
    change_days: Annotated[int, Field(ge=0, le=60)] = 1
    ready_days: Annotated[int, Field(ge=0, le=60)] = 0
    gives_back: Annotated[tuple[GivenBack, ...], Field(max_length=10)] = ()
    for_visit: bool = False
    apart: bool = False
    video: bool = False
    times: tuple[Clock, ...] = ()
    minutes: Annotated[int, Field(ge=5, le=480)] = 30
    places: Annotated[int, Field(ge=1)] = 1
    unit: Annotated[Words, StringConstraints(max_length=4)] = "人"
    place: str = ""
    season: YearlyDays | None = None
    weekdays: tuple[Weekday, ...] = ()
    closed: tuple[YearlyDays, ...] = ()
    about: Annotated[str, StringConstraints(max_length=400)] = ""
    lock: Lock | None = None
    picture: Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9_-]*\.(jpg|png|svg|webp))?$")] = ""

    @model_validator(mode="after")
    def somewhere(self) -> Self:
        if self.times and not self.place:
            raise ValueError("times need a place: write `place`")
        if self.opens is not None and "ahead_days" in self.model_fields_set:
            raise ValueError("`opens` and `ahead_days` contradict each other: remove one")
        for earlier, later in pairwise(self.gives_back):
            if later.days >= earlier.days or later.percent > earlier.percent:
                raise ValueError("`gives_back` goes from many days to few and never rises: put its rows in this order")
        if self.lock is not None and (self.for_visit or self.video):
            raise ValueError("`lock` is for places that people open themselves: remove it, or `for_visit` and `video`")
        if self.closed and not self.weekdays:
            raise ValueError("`closed` belongs to `weekdays`: without these the closed days of the city hold")
        return self

    def percent_back(self, days: int) -> int:
        # Of the fee, so many days before the day of use.
        if not self.gives_back:
            return 100
        return next((row.percent for row in self.gives_back if days >= row.days), 0)

    def last_day(self, on: date) -> date:
        if self.opens is None:
            return on + timedelta(days=self.ahead_days)
        months = self.opens.months if on.day >= self.opens.day else self.opens.months - 1
        return month_end(add_months(on.replace(day=1), months))

    def is_open(self, day: date, calendar: Calendar) -> bool:
        if self.season is not None and not self.season.holds(day):
            return False
        if not self.weekdays:
            return not calendar.closed(day)
        return _WEEKDAYS[day.weekday()] in self.weekdays and not any(days.holds(day) for days in self.closed)

    def on(self, day: date) -> tuple[Slot, ...]:
        begins = ((start, datetime.combine(day, time.fromisoformat(start))) for start in self.times)
        return tuple(
            Slot(
                usual_id(self.id, f"{day}T{start}"), self.id, f"{first:%Y-%m-%dT%H:%M}",
                f"{first + timedelta(minutes=self.minutes):%Y-%m-%dT%H:%M}", self.place, self.places,
                self.apart,
            )
            for start, first in begins
        )  # fmt: skip


def usual_id(resource: str, starts: str) -> str:
    # Of a time of `times`: hall-20270206-0900.
    return f"{resource}-{starts[:10].replace('-', '')}-{starts[11:].replace(':', '')}"


class SlotsFile(Sheet):
    """`slots.yaml`. With `as_of` the days move by whole weeks, for demos."""

    as_of: Day | None = None
    resources: Annotated[tuple[ResourceRow, ...], AfterValidator(in_order_by_id)] = ()
    slots: Annotated[tuple[SlotRow, ...], AfterValidator(unique_ids)] = ()
    regular_uses: tuple[RegularUse, ...] = ()

    def rules(self, resource: str, on: date) -> ResourceRow | None:
        return next((row for row in self.resources if row.id == resource and row.holds(on)), None)

    def of(self, resource: str, on: date, calendar: Calendar) -> tuple[Slot, ...]:
        """Times after `on` that can be booked then."""
        return tuple(slot for slot in self.every(resource, on, calendar) if slot.left > 0)

    def every(self, resource: str, on: date, calendar: Calendar) -> tuple[Slot, ...]:
        """With those that regular uses fill: nothing is left of them."""
        rules = self.rules(resource, on)
        rows = self._rows(resource, on)
        if rules is None:
            return rows
        first, last = add_open_days(on, rules.ready_days, calendar) + timedelta(days=1), rules.last_day(on)
        usual = self._usual(resource, first, last, calendar)
        within = (slot for slot in rows if f"{first}" <= slot.starts[:10] <= f"{last}")
        return tuple(map(self._beside_regular, (*within, *usual)))

    def drawn(self, resource: str, first: date, last: date, calendar: Calendar) -> tuple[Slot, ...]:
        # What a drawing of these days is for: times of `times`, not those of `slots`.
        usual = map(self._beside_regular, self._usual(resource, first, last, calendar))
        return tuple(slot for slot in usual if slot.left > 0)

    def _usual(self, resource: str, first: date, last: date, calendar: Calendar) -> Iterator[Slot]:
        for day in (first + timedelta(days=count) for count in range((last - first).days + 1)):
            rules = self.rules(resource, day)
            if rules is not None and rules.is_open(day, calendar):
                yield from rules.on(day)

    def regular(self, resource: str, starts: str) -> tuple[RegularUse, ...]:
        return tuple(use for use in self.regular_uses if use.takes(resource, starts))

    def _beside_regular(self, slot: Slot) -> Slot:
        taken = sum(use.places for use in self.regular(slot.resource, slot.starts))
        return replace(slot, left=max(slot.left - taken, 0)) if taken else slot

    def _rows(self, resource: str, on: date) -> tuple[Slot, ...]:
        rules = self.rules(resource, on)
        apart = rules is not None and rules.apart
        moved = timedelta(weeks=0 if self.as_of is None else (on - self.as_of).days // 7)
        days = ((row, row.day + moved) for row in self.slots if row.resource == resource)
        return tuple(
            Slot(row.id, resource, f"{day}T{row.starts}", f"{day}T{row.ends}", row.place, row.capacity, apart)
            for row, day in days
            if day > on
        )
