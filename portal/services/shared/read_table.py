"""CSV or the first worksheet of XLSX, into lines of cells, bounded."""

# Formulas give their last value.

import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import reduce
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from integrations.table_text import lines_of, text_of

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MOST_UNPACKED = 40 * 1024 * 1024
MOST_LINES = 20_000
MOST_COLUMNS = 300
MOST_CELLS = 1_000_000  # of the sheets that are read, with the empty ones between: 50 MB
MOST_SHEETS = 10
_PIECE = 1 << 20
_DIGITS = 8  # of a row number, which is below two million in every spreadsheet program
_CELL = re.compile("([A-Za-z]{1,3})([0-9]{1,7})", re.ASCII)


class Fault(NamedTuple):
    """Counted from 1; 0 is the whole file."""

    line: int
    column: int
    words: str
    # As a person looks for it: what the line is about, the heading of the column, and what the cell has.
    about: str = ""
    head: str = ""
    written: str = ""


class UnreadableSheet(Exception):
    """No workbook, too large, or malicious."""


# A picture or a PDF: some of their bytes are letters of Shift_JIS.
_NO_TABLES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"II*\0", b"MM\0*", b"\xd0\xcf\x11\xe0")


def read_table(content: bytes) -> list[list[str]] | Fault:
    if is_workbook(content):
        return _of_workbook(content)
    if content.startswith(_NO_TABLES):
        return Fault(0, 0, "表のファイルではありません。CSVかExcel（xlsx）のファイルを選んでください。")
    text = text_of(content)
    if text is None:
        return Fault(0, 0, "文字コードがわかりません。UTF-8かShift_JISで保存してください。")
    try:
        lines = list(lines_of(text))
    except csv.Error:
        return Fault(0, 0, "CSVとして読めません。引用符が閉じているか、確かめてください。")
    return lines or Fault(0, 0, "何も書かれていません。")


def _of_workbook(content: bytes) -> list[list[str]] | Fault:
    try:
        lines = read_sheet(content)
    except UnreadableSheet:
        return Fault(0, 0, "Excelのファイルとして読めません。xlsxで保存しなおすか、CSVで保存してください。")
    return lines or Fault(0, 0, "1枚目のシートに、何も書かれていません。")


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def read_sheet(content: bytes) -> list[list[str]]:
    """Rows keep their numbers and have equal length; dates are ISO. Raises UnreadableSheet."""
    return next(iter(read_sheets(content, lambda names: names[:1]).values()), [])


def read_sheets(
    content: bytes, needed: Callable[[Sequence[str]], Sequence[str]] = lambda names: names
) -> dict[str, list[list[str]]]:
    """By title, the first ones of many. `needed`: which of the titles. Raises UnreadableSheet."""
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415 - few processes read a workbook

    _weigh(content)
    try:
        book = load_workbook(BytesIO(content))
        sheets, left = {}, MOST_CELLS
        for name in needed(book.sheet_names)[:MOST_SHEETS]:
            sheet = book.get_sheet_by_name(name)
            left -= _cells(sheet)  # several sheets may be the same part
            if left < 0:
                raise UnreadableSheet
            sheets[name] = [[_written(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError, ValueError):
        raise UnreadableSheet from None
    return sheets


def _cells(sheet: "CalamineSheet") -> int:
    if sheet.end is None:
        return 0
    if sheet.end[0] >= MOST_LINES or sheet.end[1] >= MOST_COLUMNS:
        raise UnreadableSheet
    return (sheet.end[0] + 1) * (sheet.end[1] + 1)


def _weigh(content: bytes) -> None:
    # Declared sizes may be false.
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(map(len, _pieces(archive))) > MOST_UNPACKED:
                raise UnreadableSheet
            for info in archive.infolist():
                _measure(archive.read(info))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, OverflowError):
        raise UnreadableSheet from None


def _measure(part: bytes) -> None:
    # Raises UnreadableSheet for a cell out of bounds: the parser allocates the rectangle of all cells (measured: two
    # cells, half a terabyte). Any part may be the sheet. A cell that holds nothing is skipped by the parser: LibreOffice
    # writes one at the end of a column that has a format.
    if not part.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return
    line, column, inside, deep, wide = 0, 0, False, 0, 0

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag.rpartition(":")[2] != "c"

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal line, column, inside, deep, wide
        kind, reference = tag.rpartition(":")[2], attributes.get("r", "")
        if kind == "row":
            line, column = int(reference) if reference.isdecimal() and len(reference) < _DIGITS else line + 1, 0
        elif kind == "c":
            column, inside = column + 1, True
            if reference:
                place = _CELL.fullmatch(reference)
                if place is None:
                    raise UnreadableSheet
                line, column = (
                    int(place[2]),
                    reduce(lambda left, letter: left * 26 + ord(letter) - 64, place[1].upper(), 0),
                )
        elif inside:
            deep, wide = max(deep, line), max(wide, column)
            if deep > MOST_LINES or wide > MOST_COLUMNS or deep * wide > MOST_CELLS:
                raise UnreadableSheet

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = _refused
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        raise UnreadableSheet from None


def _refused(*_about: object) -> None:
    raise UnreadableSheet


def _pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    left = MOST_UNPACKED
    for info in archive.infolist():
        with archive.open(info) as part:
            while left >= 0 and (piece := part.read(_PIECE)):
                left -= len(piece)
                yield piece


def _written(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
