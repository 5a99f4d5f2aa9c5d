"""Encoding and delimiter of table files."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEGINNING = 100_000  # characters within which the header must end
# A quoted cell, skipped as a whole, or one delimiter or line end. A quote inside a cell is an ordinary character.
_MARKS = re.compile(r'(?<![^,;\t\r\n])"(?:[^"]|"")*|[,;\t\r\n]')


def text_of(content: bytes) -> str | None:
    """UTF-8, Windows Shift_JIS, or UTF-16 with BOM (Excel). None: truncated or not text."""
    for encoding in ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def lines_of(text: str) -> Iterator[list[str]]:
    """Raises csv.Error while iterating."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=divider(text), strict=True)


def divider(text: str) -> str:
    """The most frequent in the header; two commas decide."""
    counts = {",": 0, "\t": 0, ";": 0}
    for match in _MARKS.finditer(text[:_BEGINNING]):
        mark = match[0]
        if mark in counts:
            counts[mark] += 1
        elif any(counts.values()) and mark in "\r\n":
            break
        if counts[","] > 1:
            return ","
    return max(counts, key=lambda mark: counts[mark])
