"""Look-ups from callers: `forms` does no I/O and reads no clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

# Key of `events`: 転出予定日 as notified in the city of origin; it may differ from the day of moving in.
LEAVING = "leaving"
LEARNT = "death"  # the day somebody learnt of it, from which a 死亡届 counts; `died` is the day itself


@dataclass(frozen=True)
class Town:
    postal: str
    prefecture: str
    city: str
    town: str
    kana: str = ""


@dataclass(frozen=True)
class Branch:
    bank: str
    bank_name: str
    bank_kana: str
    branch: str
    branch_name: str
    branch_kana: str


@dataclass(frozen=True)
class Facility:
    """`areas`: beginnings of addresses, from the prefecture; `counter`: id of the city's, "" = none of its own."""

    id: str
    name: str
    kana: str
    kind: str
    place: str = ""
    note: str = ""
    telephone: str = ""
    hours: str = ""
    areas: tuple[str, ...] = ()
    counter: str = ""


@dataclass(frozen=True)
class ListEntry:
    """Of a list that a section keeps. `starts`, `ends`: ISO days, both included, "" = open; `columns`: by name, whole
    numbers, ISO days or text."""

    key: str
    label: str
    kana: str = ""
    easy: str = ""
    english: str = ""
    starts: str = ""
    ends: str = ""
    note: str = ""
    columns: Mapping[str, str | int] = field(default_factory=dict)

    def holds(self, on: date) -> bool:
        return self.starts <= on.isoformat() <= (self.ends or "9999-12-31")


@dataclass(frozen=True)
class Slot:
    """Local times of Asia/Tokyo, 2026-12-01T09:30."""

    id: str
    resource: str
    starts: str
    ends: str
    place: str
    left: int  # remaining capacity
    apart: bool = False  # independent of the other zone
    won: str = ""  # the receipt number with which this applicant won it in a drawing


@dataclass(frozen=True)
class KeptFile:
    # `media` by content, size in bytes, SHA-256 in hex, `original` before re-encoding, degrees of where a
    # picture was taken. Not part of the answer: `undecided_place`, such degrees before they are confirmed, `pages`, `hints` (blurred, dark), `preview`, and `waiting` for a scan, until which only the uploader may know of it.

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
    latitude: str = ""
    longitude: str = ""
    undecided_place: tuple[str, ...] = ()

    @property
    def is_picture(self) -> bool:
        return self.media.startswith("image/")

    @property
    def stored(self) -> dict[str, str | int]:
        facts: dict[str, str | int] = {
            "id": self.id, "name": self.name, "media": self.media, "bytes": self.bytes, "sha256": self.sha256,
        }  # fmt: skip
        beside = {"original": self.original, "latitude": self.latitude, "longitude": self.longitude}
        return facts | {name: value for name, value in beside.items() if value}


@dataclass(frozen=True)
class OpenYear:
    """Days included. `last` None: until further notice; `capacity` None: as in the definition."""

    year: int
    first: date
    last: date | None
    capacity: int | None = None

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


class Calendar(Protocol):
    @property
    def horizon(self) -> date: ...

    def closed(self, day: date) -> bool: ...


def no_towns(_postal: str) -> tuple[Town, ...]:
    return ()


def no_banks(_bank: str, _branch: str) -> tuple[Branch, ...]:
    return ()


def no_facilities(_kind: str) -> tuple[Facility, ...]:
    return ()


def no_lists(_list: str) -> tuple[ListEntry, ...]:
    return ()


def no_slots(_resource: str) -> tuple[Slot, ...]:
    return ()


def no_files(_id: str) -> KeptFile | None:
    return None


@dataclass(frozen=True)
class Environment:
    # `today`: calendar day of Asia/Tokyo, of viewing for a draft, else of arrival (rule 5 of the language). `door`:
    # online, counter or post. `applicant`: stored values about the person who signed in (name, birth, phone,
    # `spouse.name`), for prefilling, never for rules. `household`: the other members; `events`: days by reason
    # (`moved_in`); both empty if no register may be read. `earlier`: stored values of the application that this one
    # follows (`decided_on`, `answers.size`, `result.amount`), {} without one. `years`: () = no restriction. `banks`
    # takes bank and branch, each by code or name ("" = all branches); `facilities` a kind, `slots` a resource; `files`
    # finds only files of this draft or application.

    today: date
    calendar: Calendar
    towns: Callable[[str], tuple[Town, ...]] = no_towns
    door: str = "online"
    city: Mapping[str, object] = field(default_factory=dict)
    principal: Mapping[str, object] = field(default_factory=dict)
    applicant: Mapping[str, object] = field(default_factory=dict)
    household: tuple[Mapping[str, object], ...] = ()
    events: Mapping[str, object] = field(default_factory=dict)
    earlier: Mapping[str, object] = field(default_factory=dict)
    numbers: bool = True  # whether 個人番号 may be asked for: never in the internet zone
    years: tuple[OpenYear, ...] = ()
    banks: Callable[[str, str], tuple[Branch, ...]] = no_banks
    facilities: Callable[[str], tuple[Facility, ...]] = no_facilities
    slots: Callable[[str], tuple[Slot, ...]] = no_slots
    left: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # question → option → places
    lists: Callable[[str], tuple[ListEntry, ...]] = no_lists  # every entry, whatever its days
    sent: bool = False  # what was chosen from a list was checked when it was sent
    files: Callable[[str], KeptFile | None] = no_files
    accept_incomplete: bool = False  # in a disaster: addresses are accepted as stated
