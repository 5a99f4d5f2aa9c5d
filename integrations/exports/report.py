"""The report beside the files of a hand-over: what left otherwise than it was answered. Knows no record.

A sign of private use is told by its number only: it means nothing elsewhere, and does not leave."""

from pathlib import Path

from integrations.exports.characters import ENCODINGS
from integrations.exports.line import CHARACTER, Note
from integrations.exports.spooled_file import SpooledFile
from integrations.interfaces import ExportFile

_ENCODING = ENCODINGS["utf-8-sig"]
COLUMNS = ("受付番号", "項目", "値", "事象", "代替値", "処理")


class ReportFile:
    """The open report of one hand-over: CSV, UTF-8 with mark, CRLF, everything quoted."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file = SpooledFile(folder, name)
        self._file.add(_ENCODING.bom + _line(COLUMNS))

    def add(self, number: str, notes: list[Note]) -> None:
        """Each once. What is held is not here: it did not leave."""
        for note in dict.fromkeys(notes):
            handling = "told" if note.event == "unanswered" else "replaced"
            self._file.add_row(_line((number, note.column, note.value, note.event, note.replacement, handling)))

    def finish(self) -> ExportFile:
        return self._file.finish()

    def abandon(self) -> None:
        self._file.abandon()


def _line(texts: tuple[str, ...]) -> bytes:
    cells = ('"' + _told(text).replace('"', '""') + '"' for text in texts)
    return (",".join(cells) + "\r\n").encode(_ENCODING.codec)


def _told(text: str) -> str:
    """A spreadsheet computes nothing of it, and it has one line."""
    flat = " ".join(text.split("\n")).replace("\r", " ")
    safe = CHARACTER.sub(lambda found: _point(found[0]) if _ENCODING.event(found[0]) else found[0], flat)
    return f"'{safe}" if safe.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t")) else safe


def _point(sign: str) -> str:
    return " ".join(f"U+{ord(one):04X}" for one in sign)
