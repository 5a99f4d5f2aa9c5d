"""The socket of layouts: what they see of an application, and what they give. Beside the other sockets (interfaces.py) because of its
size."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from io import BufferedRandom, BufferedReader
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class AttachedFile:
    """A file that was handed in for a question (its full name). `read` gives the content: one at a time is in memory."""

    question: str
    media: str
    size: int
    sha256: str
    read: Callable[[], bytes]


NUMBER_USE = "number-use"  # the purpose of a layout that may carry 個人番号


@dataclass(frozen=True)
class Record:
    """One application as a layout sees it. `head` has receipt_number, procedure, procedure_title, version, door,
    arrived_at (aware datetime), state, state_title, duty, office, person_name, …; `answers` key → stored value
    (`children.1.birth`; `children`: the numbers of its rows): only what was asked and answered stands in it. `left` gives
    the keys of what was asked and left empty, repeats without rows among them, `attached` the files that were handed in, `numbers` person
    (`claimant`, `children.1`) → 個人番号; what they cost is paid only by layouts that tell them. `choices`: a sign that the target cannot hold →
    what a person chose to write for it."""

    head: Mapping[str, object]
    answers: Mapping[str, object]
    left: Callable[[], frozenset[str]] = frozenset
    attached: Callable[[], Sequence[AttachedFile]] = tuple
    choices: Mapping[str, str] = field(default_factory=dict)
    numbers: Callable[[], Mapping[str, str]] = dict


@dataclass(frozen=True)
class Column:
    """One answer column of a procedure: the field by its full name (`claimant.work`, `children.birth`), the suffix of the
    cell ("" = the field itself), its heading, and the repeat in whose rows it stands ("" = in none). A repeat is a column
    too, of how many rows it has."""

    field: str
    suffix: str
    heading: str
    repeat: str = ""

    @property
    def name(self) -> str:
        """As a layout names it: `claimant.name.family`."""
        return f"{self.field}.{self.suffix}" if self.suffix else self.field


@dataclass(frozen=True)
class AnswerTable:
    """What a layout may know of one version of a procedure. `columns` in the order of the questions; `codes` field id →
    code → label, where the answer is a code; `cells` (field id, stored value) → text by suffix (`FieldType.cells`);
    `numbers` the fields of protection class number: no column of answers tells them; `people` whose numbers a layout may name;
    `computed` those that nobody is asked.
    `repeats` repeat → what a row is called, outer ones first. `as_stored` may name (field, suffix) whose cell is stored as it is: `answers[field]` for the suffix "" (unless that is
    a dict), else `answers[field][suffix]` (nothing unless that is a dict). Then `cells` need not be asked each time."""

    columns: tuple[Column, ...]
    codes: Mapping[str, Mapping[str, str]]
    cells: Callable[[str, object], Mapping[str, str]]
    numbers: frozenset[str] = frozenset()
    as_stored: frozenset[tuple[str, str]] = frozenset()
    repeats: Mapping[str, str] = field(default_factory=dict)
    computed: frozenset[str] = frozenset()
    cell: Callable[[str, str], Callable[[object], str]] | None = None
    people: frozenset[str] = frozenset()

    @cached_property
    def places(self) -> Mapping[str, tuple[str, str]]:
        """(field, suffix) by the name that a layout uses; the dots of a name do not tell where the field ends."""
        return {column.name: (column.field, column.suffix) for column in self.columns}

    @cached_property
    def repeat_of(self) -> Mapping[str, str]:
        """The repeat of each field that stands in rows."""
        return {column.field: column.repeat for column in self.columns if column.repeat}


# (procedure, version) → its answers. A layout asks once for each pair that it meets.
AnswerTables = Callable[[str, int], AnswerTable]


# What stands in an answer, line by line: the record, what its version asks, the fields that may not leave → the rows that a line stands
# in, and its item, heading, place, code, value, other and state (answered, unanswered; what was not asked has no line).
AnswerItems = Callable[[Record, AnswerTable, Set[str]], Iterator[tuple[Mapping[str, str], Mapping[str, str]]]]


@dataclass(frozen=True)
class Finding:
    """One line of the report: `event` is unmappable, lossy, private_use, too_long, malformed, missing_code, newline,
    formula, too_many, separator, unspelled, unanswered, protected, unsigned, unknown_person, unscanned or stopped; `handling` is held,
    replaced or told. `value` is the character where only one is at fault; `proposals`: what a shrink map knows for it."""

    receipt_number: str
    column: str
    value: str
    event: str
    replacement: str
    handling: str
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckResult:
    """The first pass: which receipt numbers can go, which are held, and the report."""

    ready: tuple[str, ...]
    held: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ShownCase:
    """`lines`: (title of its kind of line, (column, text or None)…) in the order of the layout, () where it is held; `findings` as
    in the report. `wide`: it has wide tables alone, which are not shown by the case."""

    lines: tuple[tuple[str, tuple[tuple[str, str | None], ...]], ...]
    findings: tuple[Finding, ...]
    wide: bool = False


OpenFile = BufferedRandom | BufferedReader
# (path, `w+b` or `rb`) → the open file.
Opener = Callable[[Path, str], OpenFile]


def in_clear(path: Path, mode: str) -> OpenFile:
    file: OpenFile = path.open(mode)  # type: ignore[assignment]  # both modes are of bytes
    return file


@dataclass(frozen=True)
class Bench:
    """Where files lie while they are made. `opened` opens those in `folder`: in the clear where they are to stay on that disk, sealed where
    they wait for somebody to fetch them."""

    folder: Path
    opened: Opener = in_clear


@dataclass(frozen=True)
class ExportFile:
    """One finished file: the name it shall have, where it lies until then, SHA-256 (hex) of what stands in it, data rows, what opens it. A path,
    not bytes: a hand-over of a million applications must not stand in memory."""

    name: str
    path: Path
    sha256: str
    rows: int
    opened: Opener = in_clear

    def open(self) -> OpenFile:
        """To be read."""
        return self.opened(self.path, "rb")


@dataclass(frozen=True)
class Batch:
    """What identifies one hand-over: the same batch gives the same bytes. `number` is ASCII letters, digits, hyphens;
    `made_at` is aware; `facts` are the city's constants that layouts name (`care_insurer`)."""

    number: str
    made_at: datetime
    city_code: str = ""
    reissue: int = 0
    reason: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def seq(self) -> int:
        """Which batch of its day: 20261120-003-R1 is the third. 0 where its number has no such part."""
        parts = self.number.split("-")
        return int(parts[1]) if len(parts) > 1 and parts[1].isascii() and parts[1].isdigit() else 0


class Layout(Protocol):
    """A layout that is loaded and sound. Two passes: `check` makes no file; `write` makes all of them or none."""

    id: str
    version: str
    title: str
    basis: str  # fact, vendor or assumption
    purpose: str
    digest: str  # of what its file says, comments aside: a version that was used keeps it
    differences: bool  # whether it is told what changed after it had it, and what was withdrawn (`head.change`)
    second_person: bool  # whether somebody other than who makes a batch has to look before its files leave

    def fits(self, procedure: str, version: int) -> bool: ...

    def holds(self, text: str) -> bool:
        """Whether its files can hold every sign of a text unchanged."""

    def check(self, records: Iterable[Record]) -> CheckResult: ...

    def shown(self, record: Record, batch: Batch) -> ShownCase:
        """One application in the columns of the layout, to be copied or read by a machine's screen; no file."""

    def write(self, records: Iterable[Record], batch: Batch, bench: Bench) -> Iterator[ExportFile]:
        """Files in order, manifest before the end marker, end marker last; they lie on the bench under temporary names
        (`integrations.exports.writing` gives them their own). `records` are those that check said are ready, read once.
        AdapterError, and nothing left behind, if one of them must be held after all."""
