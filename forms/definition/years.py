"""年度ごとの受付: days on which a city accepts applications for a fiscal year."""

# Two may be open at once.

from typing import Annotated, Self

from pydantic import Field, model_validator

from forms.city.dated import Dated, Id
from forms.path.environment import OpenYear
from forms.text.reading import Sheet


class YearRow(Dated):
    """2027: from 2027-04-01. `capacity`: 定員, None = as in the definition."""

    procedure: Id
    year: Annotated[int, Field(ge=2000, le=2099)]
    capacity: Annotated[int, Field(ge=1)] | None = None


class YearsFile(Sheet):
    years: tuple[YearRow, ...] = ()

    @model_validator(mode="after")
    def each_once(self) -> Self:
        seen: set[tuple[str, int]] = set()
        for row in self.years:
            if row.to is not None and row.to < row.from_:
                raise ValueError(
                    f"{row.procedure} {row.year} ends on {row.to}, before it begins: exchange the two days"
                )
            if (row.procedure, row.year) in seen:
                raise ValueError(f"{row.procedure} has the year {row.year} twice: remove one")
            seen.add((row.procedure, row.year))
        return self

    def of(self, procedure: str) -> tuple[OpenYear, ...]:
        """() means no restriction."""
        rows = sorted((row for row in self.years if row.procedure == procedure), key=lambda row: row.year)
        return tuple(OpenYear(row.year, row.from_, row.to, row.capacity) for row in rows)
