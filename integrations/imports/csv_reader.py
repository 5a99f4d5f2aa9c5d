"""CSV: a heading, and a package in each line. Columns of the header by their names, all others are fields."""

import csv
import hashlib
import json
from collections.abc import Sequence

from integrations.import_socket import Package, Unreadable
from integrations.imports.header import COLUMNS, read_header, shape_name, usable
from integrations.imports.limits import MOST_BYTES, MOST_COLUMNS, MOST_CSV_LINES
from integrations.imports.xml_reader import looks_like_xml
from integrations.table_text import lines_of, text_of

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
        if len(heads) == 1:  # a number, a time of arrival and an answer are three
            raise Unreadable("csv_one_column")
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
    text = text_of(content)
    if text is None:
        raise Unreadable("csv_encoding")
    try:
        found = [line for line in lines_of(text) if any(line)]
    except csv.Error as error:
        code = "long_text" if "field larger" in str(error) else "csv_broken"
        raise Unreadable(code) from None
    if len(found) > MOST_CSV_LINES + 1:
        raise Unreadable("csv_many")
    if found and _filled(found[0]) < 2 and any(_filled(line) > 1 for line in found):
        raise Unreadable("csv_title")
    for place, line in enumerate(found, 1):
        if len(line) != len(found[0]):
            raise Unreadable("csv_ragged", f"{place}行目")
    if not found:
        raise Unreadable("empty")
    return found


def _filled(line: Sequence[str]) -> int:
    """How many of its first cells have anything in them."""
    return sum(not cell.isspace() for cell in line[:MOST_COLUMNS] if cell)


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
