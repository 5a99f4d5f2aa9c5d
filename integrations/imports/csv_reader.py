"""CSV: a heading, and a package in each line. Columns of the header by their names, all others are fields."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence

from integrations.import_socket import Package, Unreadable
from integrations.imports.header import COLUMNS, read_header, shape_name, usable
from integrations.imports.limits import MOST_BYTES, MOST_COLUMNS, MOST_CSV_LINES
from integrations.imports.xml_reader import looks_like_xml

_BEGINNINGS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)


class CsvReader:
    """A line, a package."""

    name = "csv"

    def takes(self, content: bytes) -> bool:
        """Text that is nothing else: there is no mark of a CSV."""
        return bool(content) and not content.startswith(_BEGINNINGS) and not looks_like_xml(content)

    def read(self, content: bytes) -> tuple[Package, ...]:
        if len(content) > MOST_BYTES:
            raise Unreadable("too_large")
        heads, *lines = read_lines(content)
        names = [head.strip() for head in heads]
        if "" in names or len(set(names)) < len(names) or len(names) > MOST_COLUMNS:
            raise Unreadable("csv_heads")
        if not lines:
            raise Unreadable("empty")
        return tuple(_package(names, cells, place) for place, cells in enumerate(lines, 1))


def read_lines(content: bytes) -> list[list[str]]:
    """The lines with anything in them, at least one. Unreadable."""
    if not content.strip():
        raise Unreadable("empty")
    try:
        found = [line for line in csv.reader(io.StringIO(_decoded(content), newline=""), strict=True) if any(line)]
    except csv.Error as error:
        code = "long_text" if "field larger" in str(error) else "csv_broken"
        raise Unreadable(code) from None
    if len(found) > MOST_CSV_LINES + 1:
        raise Unreadable("csv_many")
    for place, line in enumerate(found, 1):
        if len(line) != len(found[0]):
            raise Unreadable("csv_ragged", f"{place}行目")
    if not found:
        raise Unreadable("empty")
    return found


def _decoded(content: bytes) -> str:
    """UTF-8, or what Windows calls Shift_JIS. Text with a byte that neither has was cut or is no text."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("csv_encoding")


def _package(names: Sequence[str], cells: Sequence[str], place: int) -> Package:
    told, fields = dict[str, str](), dict[str, str]()
    for name, cell in zip(names, cells, strict=True):
        if name in COLUMNS:
            told[COLUMNS[name]] = cell
        else:
            fields[usable(name, "name")] = usable(cell, f"{place}行目 {name}")
    told.setdefault("form", shape_name(names))
    said = json.dumps([list(names), list(cells)], ensure_ascii=False, separators=(",", ":")).encode()
    return Package(read_header(told), fields, content_hash=hashlib.sha256(said).hexdigest(), place=place)
