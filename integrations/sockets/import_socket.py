"""Packages from outside (マイナポータル)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from forms.definition.procedure import Procedure

# Why a package cannot be read. Each code has a message for staff; a test compares the two lists.
UNREADABLE = (
    "unknown_kind", "empty", "too_large", "zip_broken", "zip_encrypted", "zip_bomb", "zip_too_many", "zip_path", "zip_link",
    "zip_twice", "zip_name", "zip_method", "zip_nested", "no_data", "two_data", "data_differ", "xml_broken", "xml_doctype",
    "xml_encoding", "xml_deep", "xml_many", "csv_encoding", "csv_broken", "csv_heads", "csv_one_column", "csv_title",
    "csv_ragged", "csv_many", "characters", "long_text", "field_twice", "arrived_at", "file_missing", "file_unclear", "file_differs", "folder_link", "folder_broken",
)  # fmt: skip


class Unreadable(Exception):
    """`code`: one of UNREADABLE; `place` never quotes content."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(f"{code}: {place}" if place else code)
        self.code = code
        self.place = place


@dataclass(frozen=True)
class Header:
    """ "" and None: no value."""

    receipt_number: str = ""  # the sender's
    form: str = ""
    version: str = ""
    arrived_at: datetime | None = None  # when the sender recorded it (aware)
    synthetic: bool = False  # test data
    serial: str = ""  # 発行番号 of the signing certificate
    state: str = ""  # as the sender calls it


@dataclass(frozen=True)
class PackedFile:
    name: str
    content: bytes
    of: str = ""  # its field, "" if unknown


@dataclass(frozen=True)
class Package:
    """`form`, or one derived from the field names, selects the mapping."""

    header: Header
    fields: Mapping[str, str]  # name → text; a row's number is part of the name (`児童.1.氏名`)
    files: tuple[PackedFile, ...] = ()
    signature: bytes = b""
    content_hash: str = ""  # SHA-256, hex
    place: int = 1  # position in the upload, from 1
    unused: tuple[str, ...] = ()  # names of files that no field refers to
    contents: Mapping[str, bytes] = field(
        default_factory=dict, repr=False, compare=False
    )  # all files; "": the upload itself
    fault: Unreadable | None = None  # of a file of a parcel that cannot be read


class PackageReader(Protocol):
    name: str

    def takes(self, content: bytes) -> bool:
        """By the first bytes: names are not trusted."""

    def read(self, content: bytes) -> tuple[Package, ...]:
        """Raises only Unreadable."""


@dataclass(frozen=True)
class Mapped:
    """`left` and `left_files` have no target."""

    header: Header
    boxes: Mapping[str, Mapping[str, tuple[str, ...]]]  # question (in its row) → its boxes' texts, as typed
    rows: Mapping[str, tuple[str, ...]]  # repeat → row numbers
    files: tuple[tuple[str, PackedFile], ...] = ()  # (question, file)
    left: tuple[str, ...] = ()
    left_files: tuple[str, ...] = ()
    former: bool = False  # from the city's former system
    done: bool = False  # and ended there


class FormMapping(Protocol):
    id: str
    version: int
    title: str
    basis: str  # fact, vendor or assumption
    procedure: str

    def fits(self, form: str, version: str) -> bool: ...

    def header(self, package: Package) -> Header:
        """With what the mapping finds among the fields. Raises Unreadable."""

    def read(self, package: Package) -> Mapped:
        """The procedure validates the texts. Raises Unreadable for an invalid arrival time."""


class Importer(Protocol):
    def read(self, content: bytes) -> tuple[Package, ...]:
        """Raises Unreadable."""

    def gather(self, folder: Path) -> bytes:
        """Raises Unreadable, OSError."""

    def names(self, content: bytes) -> Mapping[str, str]:
        """Content hash → file in a parcel of many; it may contain a person's name. Raises Unreadable."""

    def gathered(self, files: Iterable[tuple[str, bytes]]) -> bytes:
        """As `gather`, from (path, content). Raises Unreadable."""

    def shipped(self, form: str, version: str) -> str:
        """ "" if none."""

    def shipped_mapping(self, form: str, version: str, procedure: Procedure) -> FormMapping:
        """Raises ValueError with every fault."""

    def mapping(self, document: Mapping[str, object], procedure: Procedure) -> FormMapping:
        """Raises ValueError with every fault."""

    def target(self, procedure: Procedure, to: str) -> bool: ...
