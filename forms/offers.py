"""What a city lets people choose from: branches of banks, facilities, times to book. Rows of its files; knows no form.

Who has booked what is not known here: `left` is what a slot takes in all. Bookings will be taken off by whoever keeps them.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from forms.dated import Dated, Words, in_order, told_apart
from forms.environment import Facility, Slot
from forms.reading import Day, Sheet

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
# A resource may stand in the id of its slots.
Numbered = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


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


def _each_in_order(rows: tuple[FacilityRow, ...]) -> tuple[FacilityRow, ...]:
    by_id: dict[str, list[FacilityRow]] = defaultdict(list)
    for row in rows:
        by_id[row.id].append(row)
    for same in by_id.values():
        in_order(tuple(same))
    return rows


class FacilitiesFile(Sheet):
    """`facilities.yaml`: what can be wished for."""

    facilities: Annotated[tuple[FacilityRow, ...], AfterValidator(_each_in_order)] = ()

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


class SlotsFile(Sheet):
    """`slots.yaml`: what can be booked. With `as_of` the days move on by whole weeks, so that a demo always has some;
    a real city leaves it out."""

    as_of: Day | None = None
    slots: Annotated[tuple[SlotRow, ...], AfterValidator(told_apart)] = ()

    def of(self, resource: str, on: date) -> tuple[Slot, ...]:
        """Those after the day `on`."""
        moved = timedelta(weeks=0 if self.as_of is None else (on - self.as_of).days // 7)
        days = ((row, row.day + moved) for row in self.slots if row.resource == resource)
        return tuple(
            Slot(row.id, resource, f"{day}T{row.starts}", f"{day}T{row.ends}", row.place, row.capacity)
            for row, day in days
            if day > on
        )
