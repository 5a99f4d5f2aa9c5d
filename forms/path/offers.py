"""Bookings are unknown here: `left` is the full capacity."""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from forms.city.dated import Dated, Id, Words, in_order, unique_ids
from forms.path.environment import Calendar, Facility, Slot
from forms.text.reading import Day, Sheet

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
# The id of a slot may contain its resource.
Numbered = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


_R = TypeVar("_R", "FacilityRow", "CareOfficeRow", "ResourceRow")


class BranchRow(Sheet):
    """Katakana without 銀行 and 支店, as in 全銀 data."""

    bank: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    bank_name: Words
    bank_kana: Words
    branch: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
    branch_name: Words
    branch_kana: Words


class BanksFile(Sheet):
    branches: tuple[BranchRow, ...] = ()

    @model_validator(mode="after")
    def once(self) -> Self:
        for code, count in Counter(f"{row.bank}-{row.branch}" for row in self.branches).items():
            if count > 1:
                raise ValueError(f"the branch {code} occurs twice: remove one")
        return self


class FacilityRow(Dated):
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
    """A 事業所 that may file (提出代行)."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}[0-9A][0-9]{7}$")]  # 事業所番号
    name: Words


class FacilitiesFile(Sheet):
    facilities: Annotated[tuple[FacilityRow, ...], AfterValidator(_each_in_order)] = ()
    care_offices: Annotated[tuple[CareOfficeRow, ...], AfterValidator(_each_in_order)] = ()

    def care_office(self, number: str, on: date) -> str:
        return next((row.name for row in self.care_offices if row.id == number and row.holds(on)), "")

    def of(self, kind: str, on: date) -> tuple[Facility, ...]:
        return tuple(
            Facility(row.id, row.name, row.kana, row.kind, row.place, row.note)
            for row in self.facilities
            if row.kind == kind and row.holds(on)
        )


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


class ResourceRow(Dated):
    """`duty`: the section responsible. A chosen time is held for `hold_minutes`; bookings open `ahead_days` before and
    may change until the end of the day `change_days` before. `for_visit`: the application is filed at the visit.
    `apart`: of two zones, the capacity is this zone's. `video`: the person gets the link of `city.yaml`. `times`: on
    every open day, besides `slots`."""

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
            raise ValueError("times need a place: write `place`")
        return self

    def on(self, day: date) -> tuple[Slot, ...]:
        begins = ((start, datetime.combine(day, time.fromisoformat(start))) for start in self.times)
        return tuple(
            Slot(
                f"{self.id}-{day:%Y%m%d}-{start.replace(':', '')}", self.id, f"{first:%Y-%m-%dT%H:%M}",
                f"{first + timedelta(minutes=self.minutes):%Y-%m-%dT%H:%M}", self.place, self.places,
                self.apart,
            )
            for start, first in begins
        )  # fmt: skip


class SlotsFile(Sheet):
    """`slots.yaml`. With `as_of` the days move by whole weeks, for demos."""

    as_of: Day | None = None
    resources: Annotated[tuple[ResourceRow, ...], AfterValidator(_each_in_order)] = ()
    slots: Annotated[tuple[SlotRow, ...], AfterValidator(unique_ids)] = ()

    def rules(self, resource: str, on: date) -> ResourceRow | None:
        return next((row for row in self.resources if row.id == resource and row.holds(on)), None)

    def of(self, resource: str, on: date, calendar: Calendar) -> tuple[Slot, ...]:
        rules = self.rules(resource, on)
        days = () if rules is None else (on + timedelta(days=ahead) for ahead in range(1, rules.ahead_days + 1))
        usual = [
            slot
            for day in days
            if not calendar.closed(day)
            for day_rules in [self.rules(resource, day)]
            if day_rules is not None
            for slot in day_rules.on(day)
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
