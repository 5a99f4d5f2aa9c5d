"""Rows that are valid between two days."""

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import Annotated, Protocol, TypeVar

from pydantic import Field, StringConstraints
from pydantic_core import PydanticCustomError

from forms.text.reading import Day, Sheet

Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
# What goes into the head of a mail.
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]


class Dated(Sheet):
    """Both days included; without `to` until further notice."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day | None = None

    def holds(self, on: date) -> bool:
        return self.from_ <= on and (self.to is None or on <= self.to)


class DatedEntry(Dated):
    """Several rows may have one id, one after the other."""

    id: str


class _Named(Protocol):
    @property
    def id(self) -> str: ...


D = TypeVar("D", bound=Dated)
H = TypeVar("H", bound=_Named)
E = TypeVar("E", bound=DatedEntry)


def in_order(rows: tuple[D, ...]) -> tuple[D, ...]:
    """Raises ValueError if two rows are valid on the same day or out of order."""
    for row in rows:
        if row.to is not None and row.to < row.from_:
            raise ValueError(f"ends on {row.to}, before it begins on {row.from_}: exchange the two days")
    for earlier, later in pairwise(rows):
        if earlier.to is None or later.from_ <= earlier.to:
            text = "two rows are valid on {day}: end the earlier one before, and sort the rows by day"
            raise PydanticCustomError("overlap", text, {"day": str(later.from_)})
    return rows


def in_order_by_id(rows: tuple[E, ...]) -> tuple[E, ...]:
    """Raises ValueError."""
    by_id: dict[str, list[E]] = defaultdict(list)
    for row in rows:
        by_id[row.id].append(row)
    for same in by_id.values():
        in_order(tuple(same))
    return rows


def unique_ids(rows: tuple[H, ...]) -> tuple[H, ...]:
    """Raises ValueError."""
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            raise ValueError(f"the id {row.id} is used twice: change one of them")
        seen.add(row.id)
    return rows
