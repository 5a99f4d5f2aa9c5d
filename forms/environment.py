"""What the engine is handed from outside: values and look-ups. `forms` opens nothing and asks no clock itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

# Of events: 転出予定日 as it was notified where somebody moves from, another day than that of their moving in.
LEAVING = "leaving"


@dataclass(frozen=True)
class Town:
    """One town that a postal code names. `prefecture`, `city`, `town` as written; kana in full-width katakana."""

    postal: str
    prefecture: str
    city: str
    town: str
    kana: str = ""


@dataclass(frozen=True)
class Branch:
    """One branch of a bank: codes of four and of three digits (全銀), names as written, kana in full-width katakana."""

    bank: str
    bank_name: str
    bank_kana: str
    branch: str
    branch_name: str
    branch_kana: str


@dataclass(frozen=True)
class Facility:
    """One facility that can be wished for. `kind` groups what is chosen among (nursery); `note` is said beside it."""

    id: str
    name: str
    kana: str
    kind: str
    place: str = ""
    note: str = ""


@dataclass(frozen=True)
class Slot:
    """One time that can be booked. `starts` and `ends` are wall time of Asia/Tokyo, 2026-12-01T09:30; `left` is how many
    more people it takes; `apart`: of this zone alone, whatever the other one gives."""

    id: str
    resource: str
    starts: str
    ends: str
    place: str
    left: int
    apart: bool = False


@dataclass(frozen=True)
class KeptFile:
    """A file that was taken in: `name` as cleaned, `media` as its content says (image/jpeg), size in bytes, SHA-256 in
    hexadecimal, `original` that of what was sent, before it was made anew. The content itself never comes here.

    What is told of it and is no part of an answer: `pages`, `hints` (blurred, dark), whether there is a `preview`, and
    whether it is `waiting` to be looked at, when nobody but who handed it in may know of it."""

    id: str
    name: str
    media: str
    bytes: int
    sha256: str
    original: str = ""
    pages: int = 1
    hints: tuple[str, ...] = ()
    preview: bool = False
    waiting: bool = False

    @property
    def stored(self) -> dict[str, str | int]:
        """As an answer names it."""
        found: dict[str, str | int] = {
            "id": self.id, "name": self.name, "media": self.media, "bytes": self.bytes, "sha256": self.sha256,
        }  # fmt: skip
        return found | ({"original": self.original} if self.original else {})


@dataclass(frozen=True)
class OpenYear:
    """A 年度 for which a city takes applications, from a day to a day, both included; without `last` until further notice. `capacity`:
    how many, None = as the definition says."""

    year: int
    first: date
    last: date | None
    capacity: int | None = None

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


class Calendar(Protocol):
    """Days on which the city's offices are closed. After `horizon` nobody has announced the holidays yet."""

    @property
    def horizon(self) -> date: ...

    def closed(self, day: date) -> bool: ...


def no_towns(_postal: str) -> tuple[Town, ...]:
    """The look-up of an installation without postal rows: nothing is found, everything can be typed."""
    return ()


def no_banks(_bank: str, _branch: str) -> tuple[Branch, ...]:
    """The look-up of an installation without bank rows."""
    return ()


def no_facilities(_kind: str) -> tuple[Facility, ...]:
    """Of an installation that offers none."""
    return ()


def no_slots(_resource: str) -> tuple[Slot, ...]:
    """Of an installation that offers none."""
    return ()


def no_files(_id: str) -> KeptFile | None:
    """Where nothing was taken in: every id is unknown."""
    return None


@dataclass(frozen=True)
class Environment:
    """Values for one evaluation. `today` is a calendar day of Asia/Tokyo: the day of viewing in a draft, the day of
    arrival once sent (rule 5 of the language). `door` is online, counter or post. `applicant` is what is known of the
    person who signed in, as stored values (name, birth, phone, `spouse.name`): for prefilling, never for rules. `household` are
    the others of their household, by stored value too, and `events` days that a register knows by reason (`moved_in`):
    both empty where no register may be asked.

    `years` are those for which applications are taken, whenever: () = each year, on each day (年度ごとの受付).

    `banks` takes a bank and a branch, each by code or by name ("" = all of the bank's), and gives the branches meant;
    `facilities` takes a kind, `slots` a resource. `files` knows by id what was taken in for this draft or
    application, and nothing of others."""

    today: date
    calendar: Calendar
    towns: Callable[[str], tuple[Town, ...]] = no_towns
    door: str = "online"
    city: Mapping[str, object] = field(default_factory=dict)
    principal: Mapping[str, object] = field(default_factory=dict)
    applicant: Mapping[str, object] = field(default_factory=dict)
    household: tuple[Mapping[str, object], ...] = ()
    events: Mapping[str, object] = field(default_factory=dict)
    numbers: bool = True  # a 個人番号 may be asked for: never on the internet side
    years: tuple[OpenYear, ...] = ()
    banks: Callable[[str, str], tuple[Branch, ...]] = no_banks
    facilities: Callable[[str], tuple[Facility, ...]] = no_facilities
    slots: Callable[[str], tuple[Slot, ...]] = no_slots
    files: Callable[[str], KeptFile | None] = no_files
    as_said: bool = False  # in a disaster: an address that matches nothing is taken as somebody said it
