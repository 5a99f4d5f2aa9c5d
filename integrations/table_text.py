"""The text of a table as table programs save it: which encoding it is in, and what stands between its cells. Both are found out, for
nobody who saves a table is asked about them in these words."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEGINNING = 100_000  # signs in which a heading has to end, whatever is sent
# A cell in quotes, of which nothing counts, or one sign that divides cells or lines. A quote inside a cell is a sign as any other.
_MARKS = re.compile(r'(?<![^,;\t\r\n])"(?:[^"]|"")*|[,;\t\r\n]')


def text_of(content: bytes) -> str | None:
    """UTF-8, what Windows calls Shift_JIS, or what Excel calls Unicode text (UTF-16, told by its mark). None if it is none of
    them: text with a byte that none has was cut or is no text."""
    for encoding in ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def lines_of(text: str) -> Iterator[list[str]]:
    """The cells of line after line. csv.Error while it goes on."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=divider(text), strict=True)


def divider(text: str) -> str:
    """The comma, the tab or the semicolon: what stands most often in the heading, the first line that has any of them. Two commas
    are enough, so that what is listed inside the names of columns divides none of them."""
    counts = {",": 0, "\t": 0, ";": 0}
    for found in _MARKS.finditer(text[:_BEGINNING]):
        mark = found[0]
        if mark in counts:
            counts[mark] += 1
        elif any(counts.values()) and mark in "\r\n":
            break
        if counts[","] > 1:
            return ","
    return max(counts, key=lambda mark: counts[mark])
