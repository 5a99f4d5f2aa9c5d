from collections import Counter
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, StringConstraints, model_validator

from forms.city.dated import DatedEntry, Words, in_order_by_id
from forms.path.environment import Facility
from forms.text.reading import Sheet

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
# The id of a slot may contain its resource.
Numbered = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]


class BranchRow(Sheet):
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


class FacilityRow(DatedEntry):
    """`areas`: towns (町・字) whose addresses this office serves; `counter`: of `city.yaml`, where its visitors come."""

    id: Numbered
    kind: Kind
    name: Words
    kana: Words
    place: str = ""
    note: str = ""
    telephone: str = ""
    hours: str = ""
    areas: tuple[Words, ...] = ()
    counter: str = ""


class CareOfficeRow(DatedEntry):
    """A 事業所 that may file (提出代行)."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}[0-9A][0-9]{7}$")]  # 事業所番号
    name: Words


class FacilitiesFile(Sheet):
    facilities: Annotated[tuple[FacilityRow, ...], AfterValidator(in_order_by_id)] = ()
    care_offices: Annotated[tuple[CareOfficeRow, ...], AfterValidator(in_order_by_id)] = ()

    def care_office(self, number: str, on: date) -> str:
        return next((row.name for row in self.care_offices if row.id == number and row.holds(on)), "")

    def of(self, kind: str, on: date, city: str = "") -> tuple[Facility, ...]:
        """`city`: prefecture and name, before each area."""
        return tuple(_offered(row, city) for row in self.facilities if row.kind == kind and row.holds(on))

    def named(self, id: str, on: date) -> FacilityRow | None:
        """As on that day, or as it was last called."""
        rows = [row for row in self.facilities if row.id == id]
        return next((row for row in rows if row.holds(on)), rows[-1] if rows else None)


def _offered(row: FacilityRow, city: str) -> Facility:
    areas = tuple(f"{city}{area}" for area in row.areas)
    return Facility(
        row.id, row.name, row.kana, row.kind, row.place, row.note, row.telephone, row.hours, areas, row.counter
    )
