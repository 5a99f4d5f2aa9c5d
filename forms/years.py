"""年度ごとの受付: when a city takes applications for which fiscal year, and how many. Rows of a city's file; knows no definition.

Two years may be open at once: in December some begin now, and others next April.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from forms.dated import Dated, Id
from forms.environment import OpenYear
from forms.reading import Sheet


class YearRow(Dated):
    """The days, both included, on which a procedure takes applications for a 年度 (2027: from 2027-04-01). `capacity`: how many of
    them (定員); none = as its definition says."""

    procedure: Id
    year: Annotated[int, Field(ge=2000, le=2099)]
    capacity: Annotated[int, Field(ge=1)] | None = None


class YearsFile(Sheet):
    """`years.yaml` of a city."""

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
                raise ValueError(f"{row.procedure} has the year {row.year} twice: take one of them out")
            seen.add((row.procedure, row.year))
        return self

    def of(self, procedure: str) -> tuple[OpenYear, ...]:
        """In order of years; () where the city says nothing, which leaves each year open."""
        rows = sorted((row for row in self.years if row.procedure == procedure), key=lambda row: row.year)
        return tuple(OpenYear(row.year, row.from_, row.to, row.capacity) for row in rows)
