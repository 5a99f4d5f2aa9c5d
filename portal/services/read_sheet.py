"""Reads the first worksheet of an XLSX workbook into lines of text, as a CSV of the same table would have them. Knows no column.

Within bounds and without the network. Formulas are not computed: what the program that saved it last computed stands there."""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, load_workbook

MOST_UNPACKED = 40 * 1024 * 1024
MOST_LINES = 20_000
MOST_COLUMNS = 300
_PIECE = 1 << 20


class UnreadableSheet(Exception):
    """No workbook, one that is too large, or one that is made to harm."""


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def read_sheet(content: bytes) -> list[list[str]]:
    """Lines at the numbers at which the program shows them, all as long as the longest; days as 2026-11-20. UnreadableSheet."""
    _weigh(content)
    try:
        sheet = load_workbook(BytesIO(content)).get_sheet_by_index(0)
        if sheet.end is None:
            return []
        if sheet.end[0] >= MOST_LINES or sheet.end[1] >= MOST_COLUMNS:
            raise UnreadableSheet
        return [[_written(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError, ValueError):
        raise UnreadableSheet from None


def _weigh(content: bytes) -> None:
    """What a part says of its own length may be a lie: it is unpacked and counted, before a reader holds all of it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(map(len, _pieces(archive))) > MOST_UNPACKED:
                raise UnreadableSheet
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, OverflowError):
        raise UnreadableSheet from None


def _pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """One after another, until it is too much."""
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
