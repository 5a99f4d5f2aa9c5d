"""What a city lets people choose from: branches of banks, facilities, times to book. Rows of its files; knows no form.

Who has booked what is not known here: `left` is what a slot takes in all. Bookings are taken off by whoever keeps them.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from forms.dated import Dated, Id, Words, in_order, told_apart
from forms.environment import Calendar, Facility, Slot
from forms.reading import Day, Sheet

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
# A resource may stand in the id of its slots.
Numbered = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


_R = TypeVar("_R", "FacilityRow", "CareOfficeRow", "ResourceRow")


class BranchRow(Sheet):
    """One branch; kana in katakana, as 全銀 has it without 銀行 and 支店."""

    bank: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    bank_name: Words
    bank_kana: Words
    branch: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
    branch_name: Words
    branch_kana: Words


class BanksFile(Sheet):
    """`banks.yaml`: branches that no package of banks has, or has otherwise."""

    branches: tuple[BranchRow, ...] = ()

    @model_validator(mode="after")
    def once(self) -> Self:
        for code, count in Counter(f"{row.bank}-{row.branch}" for row in self.branches).items():
            if count > 1:
                raise ValueError(f"the branch {code} stands twice: take one of them out")
        return self


class FacilityRow(Dated):
    """One facility as it is from a day to a day: renamed, it is one more row with the same id."""

    id: Numbered
    kind: Kind
    name: Words
    kana: Words
    place: str = ""
    note: str = ""


def _each_in_order(rows: tuple[_R, ...]) -> tuple[_R, ...]:
    by_id: dict[str, list[_R]] = defaultdict(list)
    for row in rows:
        by_id[row.id].append(row)
    for same in by_id.values():
        in_order(tuple(same))
    return rows


class CareOfficeRow(Dated):
    """A 事業所 that may file for its clients (提出代行), from a day to a day."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}[0-9A][0-9]{7}$")]  # 事業所番号
    name: Words


class FacilitiesFile(Sheet):
    """`facilities.yaml`: what can be wished for, and the care offices that the city knows."""

    facilities: Annotated[tuple[FacilityRow, ...], AfterValidator(_each_in_order)] = ()
    care_offices: Annotated[tuple[CareOfficeRow, ...], AfterValidator(_each_in_order)] = ()

    def care_office(self, number: str, on: date) -> str:
        """Its name on that day; "" for a number that the list does not have then."""
        return next((row.name for row in self.care_offices if row.id == number and row.holds(on)), "")

    def of(self, kind: str, on: date) -> tuple[Facility, ...]:
        return tuple(
            Facility(row.id, row.name, row.kana, row.kind, row.place, row.note)
            for row in self.facilities
            if row.kind == kind and row.holds(on)
        )


class SlotRow(Sheet):
    """One time on one day, and how many people it takes."""

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


class ResourceRow(Dated):
    """How something is booked from a day to a day. `duty`: whose section sees who comes. A chosen time is held for
    `hold_minutes`; one may be booked `ahead_days` before, and changed or cancelled by who booked it until the end of the
    day `change_days` before. `for_visit`: what is filed is filed at the visit, the booking alone does nothing.
    `apart`, of two zones that share the places out: the numbers are this zone's own, and a booking of the other takes none of them.
    `video`: it may be held where `video` of `city.yaml` leads, and who booked it is given that link.

    `times` are offered on every open day, each for `minutes`, at `place`, to `places` people; rows of `slots` come on top."""

    id: Kind
    title: Words
    duty: Id
    hold_minutes: Annotated[int, Field(ge=5, le=120)] = 15
    ahead_days: Annotated[int, Field(ge=1, le=400)] = 120
    change_days: Annotated[int, Field(ge=0, le=60)] = 1
    for_visit: bool = False
    apart: bool = False
    video: bool = False
    times: tuple[Clock, ...] = ()
    minutes: Annotated[int, Field(ge=5, le=480)] = 30
    places: Annotated[int, Field(ge=1)] = 1
    place: str = ""

    @model_validator(mode="after")
    def somewhere(self) -> Self:
        if self.times and not self.place:
            raise ValueError("times without a place: say where to come")
        return self

    def on(self, day: date) -> tuple[Slot, ...]:
        """Its own times of one day."""
        begins = ((one, datetime.combine(day, time.fromisoformat(one))) for one in self.times)
        return tuple(
            Slot(
                f"{self.id}-{day:%Y%m%d}-{one.replace(':', '')}", self.id, f"{first:%Y-%m-%dT%H:%M}",
                f"{first + timedelta(minutes=self.minutes):%Y-%m-%dT%H:%M}", self.place, self.places,
                self.apart,
            )
            for one, first in begins
        )  # fmt: skip


class SlotsFile(Sheet):
    """`slots.yaml`: what can be booked. With `as_of` the days move on by whole weeks, so that a demo always has some;
    a real city leaves it out."""

    as_of: Day | None = None
    resources: Annotated[tuple[ResourceRow, ...], AfterValidator(_each_in_order)] = ()
    slots: Annotated[tuple[SlotRow, ...], AfterValidator(told_apart)] = ()

    def rules(self, resource: str, on: date) -> ResourceRow | None:
        """How it is booked on that day; None for what the file only has times of, or nothing."""
        return next((row for row in self.resources if row.id == resource and row.holds(on)), None)

    def of(self, resource: str, on: date, calendar: Calendar) -> tuple[Slot, ...]:
        """Those after the day `on` that can be booked then already."""
        rules = self.rules(resource, on)
        days = () if rules is None else (on + timedelta(days=ahead) for ahead in range(1, rules.ahead_days + 1))
        usual = [
            slot
            for day in days
            if not calendar.closed(day)
            for then in [self.rules(resource, day)]
            if then is not None
            for slot in then.on(day)
        ]
        last = "9999" if rules is None else f"{on + timedelta(days=rules.ahead_days + 1)}"
        return (*(slot for slot in self._rows(resource, on) if slot.starts < last), *usual)

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
