"""Lines as CSV (RFC 4180): quoting, bytes, and the files they go to. Knows no record and decides no policy.

Own writer, because the csv module of Python 3.11 cannot tell "no value" from an empty text when it quotes all.
"""

import hashlib
from collections.abc import Sequence, Set
from pathlib import Path

from integrations.exports.characters import ENCODINGS
from integrations.exports.definition import FileSpec
from integrations.exports.tables import Part
from integrations.interfaces import ExportFile

Texts = Sequence[str | None]
_LINES_AT_ONCE = 256  # a write and a hash for each line would cost a tenth of an export


class CsvShape:
    """How a line of this file looks in bytes."""

    def __init__(self, file: FileSpec) -> None:
        self.encoding = ENCODINGS[file.encoding]
        self._newline = "\r\n" if file.newline == "crlf" else "\n"
        self._null = '""' if file.no_value == "quoted" else ""
        self._all = file.quoting == "all"

    def packed(self, texts: Texts) -> bytes | None:
        """The line with its end, or None if the encoding cannot hold a character of it."""
        null = self._null
        if self._all:
            cells = [null if text is None else '"' + text.replace('"', '""') + '"' for text in texts]
        else:
            cells = [null if text is None else _if_needed(text) for text in texts]
        return self.encoding.bytes_of(",".join(cells) + self._newline)


def _if_needed(text: str) -> str:
    # An empty text is quoted, so that it stays something else than no value.
    if text and not any(sign in text for sign in '",\r\n'):
        return text
    return '"' + text.replace('"', '""') + '"'


class CsvFiles:
    """The open files of one hand-over, under temporary names in `folder`; one for each kind of line. Those in `tables`
    have none of their own, but one for each part that is begun."""

    def __init__(
        self,
        folder: Path,
        names: Sequence[str],
        shape: CsvShape,
        headings: Sequence[Texts | None],
        tables: Set[int] = frozenset(),
    ) -> None:
        self._folder = folder
        self._names = names
        self._shape = shape
        self._files: dict[int | Part, SpooledFile] = {}
        for at, heading in enumerate(headings):
            if at not in tables:
                self._add(at, names[at], heading)

    def begin(self, part: Part, heading: Texts | None) -> None:
        """One more file, for lines of `part`."""
        self._add(part, self._names[part.kind].replace("{table}", part.name), heading)

    def _add(self, where: int | Part, name: str, heading: Texts | None) -> None:
        spool = self._files[where] = SpooledFile(self._folder, name)
        spool.add(self._shape.encoding.bom)
        if heading is not None:
            spool.add(self._shape.packed(heading) or b"")

    def put(self, where: int | Part, line: bytes) -> None:
        """One data line for the file of a kind of line, or of a part."""
        self._files[where].add_row(line)

    def finish(self) -> list[ExportFile]:
        """In the order of the layout; parts in the order in which they were begun."""
        ordered = sorted(self._files, key=lambda where: where.kind if isinstance(where, Part) else where)
        return [self._files[where].finish() for where in ordered]

    def abandon(self) -> None:
        for spool in self._files.values():
            spool.abandon()


class SpooledFile:
    """One file under a temporary name, hashed as it grows."""

    def __init__(self, folder: Path, name: str) -> None:
        self._name = name
        self.path = folder / f".{name}.part"
        self._file = self.path.open("wb")
        self._hash = hashlib.sha256()
        self._waiting: list[bytes] = []
        self._rows = 0

    def add(self, data: bytes) -> None:
        """Bytes that are no data row: a mark, a heading, a whole small file."""
        self._waiting.append(data)

    def add_row(self, line: bytes) -> None:
        self._rows += 1
        self._waiting.append(line)
        if len(self._waiting) >= _LINES_AT_ONCE:
            self._write()

    def _write(self) -> None:
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._file.write(data)
        self._hash.update(data)

    def finish(self) -> ExportFile:
        with self._file:
            self._write()
        return ExportFile(self._name, self.path, self._hash.hexdigest(), self._rows)

    def abandon(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)
