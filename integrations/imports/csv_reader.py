"""CSV: a package per line."""

import csv
import hashlib
import json
from collections.abc import Sequence

from integrations.imports.header import COLUMNS, read_header, shape_name, usable
from integrations.imports.limits import MOST_BYTES, MOST_COLUMNS, MOST_CSV_LINES
from integrations.imports.xml_reader import looks_like_xml
from integrations.sockets.import_socket import Package, Unreadable
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
    name = "csv"

    def takes(self, content: bytes) -> bool:
        """CSV has no signature: text that is nothing else."""
        return bool(content) and not content.startswith(_BEGINNINGS) and not looks_like_xml(content)

    def read(self, content: bytes) -> tuple[Package, ...]:
        if len(content) > MOST_BYTES:
            raise Unreadable("too_large")
        heads, *lines = read_lines(content)
        if len(heads) == 1:  # a number, a time of arrival and an answer need three
            raise Unreadable("csv_one_column")
        names = [head.strip() for head in heads]
        if "" in names or len(set(names)) < len(names) or len(names) > MOST_COLUMNS:
            raise Unreadable("csv_heads")
        if not lines:
            raise Unreadable("empty")
        return tuple(_package(names, cells, place) for place, cells in enumerate(lines, 1))


def read_lines(content: bytes) -> list[list[str]]:
    if not content.strip():
        raise Unreadable("empty")
    text = text_of(content)
    if text is None:
        raise Unreadable("csv_encoding")
    try:
        rows = [line for line in lines_of(text) if any(line)]
    except csv.Error as error:
        code = "long_text" if "field larger" in str(error) else "csv_broken"
        raise Unreadable(code) from None
    if len(rows) > MOST_CSV_LINES + 1:
        raise Unreadable("csv_many")
    if rows and _filled(rows[0]) < 2 and any(_filled(line) > 1 for line in rows):
        raise Unreadable("csv_title")
    for place, line in enumerate(rows, 1):
        if len(line) != len(rows[0]):
            raise Unreadable("csv_ragged", f"{place}行目")
    if not rows:
        raise Unreadable("empty")
    return rows


def _filled(line: Sequence[str]) -> int:
    return sum(not cell.isspace() for cell in line[:MOST_COLUMNS] if cell)


def _package(names: Sequence[str], cells: Sequence[str], place: int) -> Package:
    header_texts, fields = dict[str, str](), dict[str, str]()
    for name, cell in zip(names, cells, strict=True):
        if name in COLUMNS:
            header_texts[COLUMNS[name]] = cell
        else:
            fields[usable(name, "name")] = usable(cell, f"{place}行目 {name}")
    header_texts.setdefault("form", shape_name(names))
    serialized = json.dumps([list(names), list(cells)], ensure_ascii=False, separators=(",", ":")).encode()
    return Package(read_header(header_texts), fields, content_hash=hashlib.sha256(serialized).hexdigest(), place=place)
