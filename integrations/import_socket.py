"""The socket of packages that come from outside (マイナポータル): one reader for each way in which they are packed. Beside the
other sockets (interfaces.py) because of its size."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from forms.procedure import Procedure

# Why a package cannot be read. Each has a sentence of its own for staff; a test compares the two lists.
UNREADABLE = (
    "unknown_kind", "empty", "too_large", "zip_broken", "zip_encrypted", "zip_bomb", "zip_too_many", "zip_path", "zip_link",
    "zip_twice", "zip_name", "zip_method", "zip_nested", "no_data", "two_data", "data_differ", "xml_broken", "xml_doctype",
    "xml_encoding", "xml_deep", "xml_many", "csv_encoding", "csv_broken", "csv_heads", "csv_one_column", "csv_title",
    "csv_ragged", "csv_many", "characters", "long_text", "field_twice", "arrived_at", "file_missing", "file_differs", "folder_link", "folder_broken",
)  # fmt: skip


class Unreadable(Exception):
    """The whole of it is refused. `code` is one of UNREADABLE; `place` says where (a line, an element), never what stands there."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(f"{code}: {place}" if place else code)
        self.code = code
        self.place = place


@dataclass(frozen=True)
class Header:
    """What a package says of itself; "" and None where it says nothing. `receipt_number`: the other side's. `arrived_at`: when
    the other side recorded it (aware). `serial`: 発行番号 of the signing certificate. `synthetic`: made up, of nobody."""

    receipt_number: str = ""
    form: str = ""
    version: str = ""
    arrived_at: datetime | None = None
    synthetic: bool = False
    serial: str = ""


@dataclass(frozen=True)
class PackedFile:
    """An attachment as it lies in the package. `of`: the field that it belongs to, "" where nothing says so."""

    name: str
    content: bytes
    of: str = ""


@dataclass(frozen=True)
class Package:
    """One application as it came. `fields`: the name of a field → its text; a field of a row has the row's number in its name
    (`児童.1.氏名`). `form` of the header, or a name made of the fields where it has none, tells which mapping fits.
    `content_hash` (SHA-256, hex): the same content has the same. `place`: its number in what it came in, from 1."""

    header: Header
    fields: Mapping[str, str]
    files: tuple[PackedFile, ...] = ()
    signature: bytes = b""
    content_hash: str = ""
    place: int = 1
    unused: tuple[str, ...] = ()  # names of files in it that nothing names


class PackageReader(Protocol):
    """Reads one way of packing. `name` is the plug's name."""

    name: str

    def takes(self, content: bytes) -> bool:
        """Whether it is packed this way, by its first bytes: a name may say anything."""

    def read(self, content: bytes) -> tuple[Package, ...]:
        """At least one. Unreadable, and nothing else, whatever was sent."""


@dataclass(frozen=True)
class Mapped:
    """A package in the words of a procedure. `boxes`: question (in its row) → what stands in its boxes, as typed; `rows`: repeat →
    the numbers of its rows; `files`: (question, file). `left` and `left_files` go nowhere: staff see that they came."""

    header: Header
    boxes: Mapping[str, Mapping[str, tuple[str, ...]]]
    rows: Mapping[str, tuple[str, ...]]
    files: tuple[tuple[str, PackedFile], ...] = ()
    left: tuple[str, ...] = ()
    left_files: tuple[str, ...] = ()


class FormMapping(Protocol):
    """From one form to one procedure. `basis`: fact, vendor or assumption."""

    id: str
    version: int
    title: str
    basis: str
    procedure: str

    def fits(self, form: str, version: str) -> bool: ...

    def read(self, package: Package) -> Mapped:
        """Texts into boxes; whether they are good answers the procedure says. Unreadable where what stands for the time of
        arrival is none."""


class Importer(Protocol):
    """All that the portal needs of packages: their readers and mappings."""

    def read(self, content: bytes) -> tuple[Package, ...]:
        """Unreadable."""

    def gather(self, folder: Path) -> bytes:
        """A folder as one block of bytes that `read` takes. Unreadable, OSError."""

    def shipped(self, form: str, version: str) -> str:
        """The procedure to which a shipped mapping leads from this form, "" where there is none."""

    def shipped_mapping(self, form: str, version: str, procedure: Procedure) -> FormMapping:
        """That mapping, for this version of the procedure. ValueError with every fault where it does not fit."""

    def mapping(self, told: Mapping[str, object], procedure: Procedure) -> FormMapping:
        """One that is not shipped but was made here. ValueError with every fault."""

    def target(self, procedure: Procedure, to: str) -> bool:
        """Whether `to` names a question, or a box of one, that a mapping may fill in."""
