from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from io import BufferedRandom, BufferedReader
from itertools import groupby
from pathlib import Path
from typing import Protocol

from forms.complaints import Complaint


@dataclass(frozen=True)
class AttachedFile:
    question: str  # its full name
    media: str
    size: int
    sha256: str
    read: Callable[[], bytes]  # one file at a time in memory


NUMBER_USE = "number-use"  # the purpose of a layout that may carry 個人番号


@dataclass(slots=True)  # not frozen: an export makes ten thousand, each in a third of the time
class Record:
    # receipt_number, procedure, procedure_title, version, door, arrived_at (aware), state, state_title, duty, office,
    # person_name, ….
    head: Mapping[str, object]
    answers: Mapping[str, object]  # key → stored value (`children.1.birth`; `children`: its row numbers)
    left: Callable[[], frozenset[str]] = frozenset  # keys asked but left empty, including repeats without rows
    attached: Callable[[], Sequence[AttachedFile]] = tuple
    # Unsupported character → the replacement that a person chose.
    choices: Mapping[str, str] = field(default_factory=dict)
    # Person (`claimant`, `children.1`) → 個人番号; both are computed only for layouts that use them.
    numbers: Callable[[], Mapping[str, str]] = dict


@dataclass(frozen=True)
class Column:
    """`suffix` "": the field itself, `repeat` "": none. A repeat is also a column: its row count."""

    field: str  # full name (`claimant.work`, `children.birth`)
    suffix: str
    heading: str
    repeat: str = ""

    @cached_property
    def name(self) -> str:
        """`claimant.name.family`."""
        return f"{self.field}.{self.suffix}" if self.suffix else self.field


@dataclass(frozen=True)
class AnswerTable:
    """`cells`: (field id, stored value) → text by suffix (`FieldType.cells`)."""

    columns: tuple[Column, ...]
    codes: Mapping[str, Mapping[str, str]]  # field id → code → label
    cells: Callable[[str, object], Mapping[str, str]]
    numbers: frozenset[str] = frozenset()  # fields of protection class number, which have no column
    # (field, suffix) stored as shown: `answers[field]` unless a dict, or `answers[field][suffix]` if a dict, so that
    # `cells` need not be called.
    as_stored: frozenset[tuple[str, str]] = frozenset()
    repeats: Mapping[str, str] = field(default_factory=dict)  # repeat → title of a row, outer ones first
    computed: frozenset[str] = frozenset()  # fields that are never asked
    cell: Callable[[str, str], Callable[[object], str]] | None = None
    people: frozenset[str] = frozenset()  # whose numbers a layout may name

    @cached_property
    def runs(self) -> tuple[tuple[str, tuple[Column, ...]], ...]:
        """Columns of one repeat ("" for none), in order."""
        runs = groupby(self.columns, key=lambda column: column.repeat)
        return tuple((repeat, tuple(columns)) for repeat, columns in runs)

    @cached_property
    def places(self) -> Mapping[str, tuple[str, str]]:
        """The dots do not show where the field ends."""
        return {column.name: (column.field, column.suffix) for column in self.columns}

    @cached_property
    def repeat_of(self) -> Mapping[str, str]:
        return {column.field: column.repeat for column in self.columns if column.repeat}


# (procedure, version) → its answers. A layout calls it once for each pair.
AnswerTables = Callable[[str, int], AnswerTable]


# Answers line by line: (record, its version's table, fields that may not leave) → the line's rows and its item,
# heading, place, code, value, other and state (answered, unanswered; questions that were not asked have no line).
AnswerItems = Callable[[Record, AnswerTable, Set[str]], Iterator[tuple[Mapping[str, str], Mapping[str, str]]]]


@dataclass(frozen=True)
class Finding:
    """`event`: unmappable, lossy, private_use, too_long, malformed, missing_code, newline, formula, too_many,
    separator, unspelled, unanswered, protected, unsigned, unknown_person, unscanned or stopped."""

    receipt_number: str
    column: str
    value: str  # the character if one is at fault
    event: str
    replacement: str
    handling: str  # held or replaced
    proposals: tuple[str, ...] = ()  # from a shrink map


@dataclass(frozen=True)
class CheckResult:
    ready: tuple[str, ...]
    held: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ShownCase:
    # (title of the line's kind, ((column, text or None), …)) in the layout's order, () if held.
    lines: tuple[tuple[str, tuple[tuple[str, str | None], ...]], ...]
    findings: tuple[Finding, ...]
    wide: bool = False  # it has only wide tables, which are not shown with a case


OpenFile = BufferedRandom | BufferedReader
# (path, `w+b` or `rb`) → the open file.
Opener = Callable[[Path, str], OpenFile]


def in_clear(path: Path, mode: str) -> OpenFile:
    file: OpenFile = path.open(mode)  # type: ignore[assignment]  # both modes are binary
    return file


@dataclass(frozen=True)
class Bench:
    folder: Path
    opened: Opener = in_clear  # in the clear for files that stay on this disk, sealed for those that wait for download


@dataclass(frozen=True)
class ExportFile:
    """A path: a batch of a million applications does not fit in memory."""

    name: str  # final name
    path: Path  # where the file is until then
    sha256: str  # hex
    rows: int  # data rows
    opened: Opener = in_clear

    def open(self) -> OpenFile:
        return self.opened(self.path, "rb")


@dataclass(frozen=True)
class Batch:
    """The same batch gives the same bytes."""

    number: str  # ASCII letters, digits, hyphens
    made_at: datetime
    city_code: str = ""
    reissue: int = 0
    reason: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)  # the city's constants (`care_insurer`)

    @property
    def seq(self) -> int:
        """Within the day: 3 for 20261120-003-R1, 0 if the number has none."""
        parts = self.number.split("-")
        return int(parts[1]) if len(parts) > 1 and parts[1].isascii() and parts[1].isdigit() else 0


# (record, whether it is held), before the next record is taken.
Noted = Callable[[Record, bool], None]


class Layout(Protocol):
    """Two passes: `check` makes no file; `write` makes all or none."""

    id: str
    version: str
    title: str
    basis: str  # fact, vendor or assumption
    purpose: str
    differences: bool  # whether it receives later changes and withdrawals (`head.change`)
    attaches: bool  # whether residents' own files leave with it
    second_person: bool  # whether a second person must approve before the files leave

    @property
    def digest(self) -> str:
        """Of the file's content without comments; fixed once a version was used."""

    def fits(self, procedure: str, version: int) -> bool: ...

    def readers(self, question: str) -> tuple[str, ...]:
        """Columns that read it, its parts or its rows."""

    def holds(self, text: str) -> bool:
        """Every character unchanged."""

    def check(self, records: Iterable[Record]) -> CheckResult: ...

    def shown(self, record: Record, batch: Batch) -> ShownCase:
        """Makes no file."""

    def write(
        self, records: Iterable[Record], batch: Batch, bench: Bench, noted: Noted | None = None
    ) -> Iterator[ExportFile]:
        """Under temporary names (`integrations.exports.writing` renames them), end marker last. `records` passed `check`. Raises
        AdapterError, leaving nothing behind, if a record must be held after all. With `noted`, which gets what `check` objects
        to, held ones are left out instead."""


@dataclass(frozen=True)
class LayoutSample:
    """Of a standard system, for a city to begin with."""

    id: str
    system: str
    title: str
    text: str


class LayoutTexts(Protocol):
    """Layouts whose text is in no file. `file`: named in complaints."""

    def samples(self) -> Sequence[LayoutSample]: ...

    def read(self, text: str, file: str) -> Layout:
        """Raises Refused."""

    def misfits(self, text: str, procedure: str, version: int, file: str) -> Sequence[Complaint]:
        """With this version of a procedure. Raises Refused."""
