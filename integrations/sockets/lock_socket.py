"""Smart locks: a number that opens doors for a while."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Opening:
    # `name` is unique at the service, and has nothing about people; times are wall times of Asia/Tokyo to the minute

    name: str
    doors: tuple[str, ...]
    starts: str
    ends: str
    again: bool = False  # an earlier attempt may have succeeded


@dataclass(frozen=True)
class Number:
    access: str  # by which it is moved and taken back
    number: str = field(repr=False)


class Locks(Protocol):
    name: str
    fake: bool

    def give(self, opening: Opening) -> Number:
        """Once. Raises AdapterError LOCK_…."""

    def move(self, access: str, opening: Opening) -> Number:
        """Raises as `give`."""

    def take_back(self, access: str) -> None:
        """Taking back twice is no error."""

    def ready(self) -> bool: ...
