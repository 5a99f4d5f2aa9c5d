"""The report beside the files of a hand-over: what left otherwise than it was answered. Knows no record.

A sign of private use is told by its number only: it means nothing elsewhere, and does not leave."""

import re
from collections.abc import Sequence
from functools import cache

from integrations.exports.characters import ENCODINGS
from integrations.exports.line import CHARACTER, Note
from integrations.exports.spooled_file import SpooledFile
from integrations.layout_socket import Bench, ExportFile

_ENCODING = ENCODINGS["utf-8-sig"]
COLUMNS = ("受付番号", "項目", "値", "事象", "代替値", "処理")


class ReportFile:
    """The open report of one hand-over: CSV, UTF-8 with mark, CRLF, everything quoted."""

    def __init__(self, bench: Bench, name: str) -> None:
        self._file = SpooledFile(bench, name)
        self._file.add(_ENCODING.bom + _line(COLUMNS))

    def add(self, number: str, notes: list[Note], left: Sequence[str] = ()) -> None:
        """Each once; `left`: columns that were left empty. What is held is not here: it did not leave."""
        for note in dict.fromkeys(notes):
            self._file.add_row(_line((number, note.column, note.value, note.event, note.replacement, "replaced")))
        if left:
            start = _cell(number).encode(_ENCODING.codec)
            self._file.add_rows(b"".join([start + _unanswered(column) for column in left]), len(left))

    def finish(self) -> ExportFile:
        return self._file.finish()

    def abandon(self) -> None:
        self._file.abandon()


def _line(texts: tuple[str, ...]) -> bytes:
    return (",".join(map(_cell, texts)) + "\r\n").encode(_ENCODING.codec)


@cache
def _unanswered(column: str) -> bytes:
    """The line without its number: there are as many of them as columns, and many thousand times."""
    return b"," + _line((column, "", "unanswered", "", "told"))


def _cell(text: str) -> str:
    return '"' + _told(text).replace('"', '""') + '"'


def _told(text: str) -> str:
    """A spreadsheet computes nothing of it, and it has one line."""
    flat = " ".join(text.split("\n")).replace("\r", " ")
    safe = flat if _ENCODING.bytes_of(flat) is not None else CHARACTER.sub(_pointed, flat)
    return f"'{safe}" if safe.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t")) else safe


def _pointed(found: re.Match[str]) -> str:
    return " ".join(f"U+{ord(one):04X}" for one in found[0]) if _ENCODING.event(found[0]) else found[0]
