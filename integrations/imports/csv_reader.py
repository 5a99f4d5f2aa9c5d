"""CSV: a package per line."""

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence

from integrations.imports.header import COLUMNS, read_header, shape_name, usable
from integrations.imports.limits import MOST_BYTES, MOST_COLUMNS, MOST_CSV_LINES
from integrations.imports.xml_reader import looks_like_xml
from integrations.sockets.import_socket import Package, Unreadable
from integrations.table_text import lines_of, text_of

_FORM = "様式ID"
_MARK = {"合成": "synthetic"}
_AS_TEXT = re.compile(r'="([^"]*)"')  # so that Excel keeps the zeros of a number
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
        while names[1:] and not names[-1] and not any(line[len(names) - 1].strip() for line in lines):
            names.pop()  # a comma at the end of each line
        if _FORM not in names:
            names = _numbered(names)
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
    rows: list[list[str]] = []
    try:
        rows.extend(lines_of(text))
    except csv.Error as error:
        code = "long_text" if "field larger" in str(error) else "csv_broken"
        raise Unreadable(code, f"{len(rows) + 1}行目") from None
    rows = [line for line in rows if any(line)]
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


def _numbered(names: Sequence[str]) -> list[str]:
    # An export of another product may ask twice for a 氏名.
    seen: Counter[str] = Counter()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(f"{name}（{seen[name]}）" if name and seen[name] > 1 else name)
    return numbered


def _filled(line: Sequence[str]) -> int:
    return sum(not cell.isspace() for cell in line[:MOST_COLUMNS] if cell)


def _package(names: Sequence[str], cells: Sequence[str], place: int) -> Package:
    header_texts, fields = dict[str, str](), dict[str, str]()
    # Without a form's number it is another product's table: a mapping says which of its columns is the number.
    columns = COLUMNS if _FORM in names else _MARK
    for name, cell in zip(names, cells, strict=False):
        if name in columns:
            header_texts[columns[name]] = cell
        else:
            quoted = _AS_TEXT.fullmatch(cell)
            fields[usable(name, "name")] = usable(quoted[1] if quoted else cell, f"{place + 1}行目 {name}")
    header_texts.setdefault("form", shape_name(names))
    serialized = json.dumps([list(names), list(cells)], ensure_ascii=False, separators=(",", ":")).encode()
    return Package(read_header(header_texts), fields, content_hash=hashlib.sha256(serialized).hexdigest(), place=place)
