"""Private-use characters by code point only."""

import re
from collections.abc import Sequence
from functools import cache

from integrations.exports.characters import ENCODINGS
from integrations.exports.line import CHARACTER, Note
from integrations.exports.spooled_file import SpooledFile
from integrations.sockets.layout_socket import Bench, ExportFile

_ENCODING = ENCODINGS["utf-8-sig"]
COLUMNS = ("受付番号", "項目", "値", "事象", "代替値", "処理")


class ReportFile:
    """CSV, UTF-8 with BOM, CRLF, all quoted."""

    def __init__(self, bench: Bench, name: str) -> None:
        self._file = SpooledFile(bench, name)
        self._file.add(_ENCODING.bom + _line(COLUMNS))

    def add(self, number: str, notes: list[Note], left: Sequence[str] = ()) -> None:
        """Without held applications."""
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
    return b"," + _line((column, "", "unanswered", "", "told"))


def _cell(text: str) -> str:
    return '"' + _safe_line(text).replace('"', '""') + '"'


def _safe_line(text: str) -> str:
    # One line, never a formula.
    flat = " ".join(text.split("\n")).replace("\r", " ")
    safe = flat if _ENCODING.bytes_of(flat) is not None else CHARACTER.sub(_pointed, flat)
    return f"'{safe}" if safe.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t")) else safe


def _pointed(match: re.Match[str]) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in match[0]) if _ENCODING.event(match[0]) else match[0]
