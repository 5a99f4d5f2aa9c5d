"""Worksheets of text cells, which keep leading zeros and formulas."""

# One row per sheet in memory; a full sheet continues in another.

import hashlib
import re
from collections.abc import Callable, Sequence, Set
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from integrations.exports.characters import ENCODINGS
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.csv_shape import Texts
from integrations.exports.quick import cells_of
from integrations.exports.tables import Part
from integrations.sockets.layout_socket import Bench, ExportFile

ROWS_OF_A_SHEET = 1_048_576  # ECMA-376; including the heading
_NO_TITLE = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


class XlsxShape:
    encoding = ENCODINGS["utf-8"]

    def packer(self, _columns: Sequence[ColumnSpec]) -> Callable[[Texts], Texts | None]:
        return self.packed

    def packed(self, texts: Texts) -> Texts | None:
        return None if self.encoding.bytes_of("\n".join(text for text in texts if text is not None)) is None else texts


class XlsxFile:
    """`made_at`: creation date, for the same bytes."""

    def __init__(
        self,
        bench: Bench,
        name: str,
        titles: Sequence[str],
        headings: Sequence[Texts | None],
        made_at: datetime,
        tables: Set[int] = frozenset(),
    ) -> None:
        from integrations.exports.book import Book  # noqa: PLC0415 - only this layout needs it, and every start would load it

        self._name = name
        self._path = bench.folder / f".{name}.part"
        self._opened = bench.opened
        # In the bench: answers must not lie in the system's /tmp.
        self._drafts = TemporaryDirectory(dir=bench.folder, prefix=".")
        self._closed = False
        self._book = Book(
            self._path,
            Bench(Path(self._drafts.name), bench.opened),
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self._book.set_properties({"created": made_at.astimezone(UTC).replace(tzinfo=None)})
        self._titles = titles
        self._parts = 0
        self._kinds: dict[int | Part, _Worksheets] = {
            kind: _Worksheets(self._book, titles[kind], heading)
            for kind, heading in enumerate(headings)
            if kind not in tables
        }

    def begin(self, part: Part, heading: Texts | None) -> None:
        """The number keeps titles unique."""
        self._parts += 1
        title = f"{self._titles[part.kind]}{self._parts} {part.label}"
        self._kinds[part] = _Worksheets(self._book, _NO_TITLE.sub("", title)[:31].strip(), heading)

    def put(self, where: int | Part, line: Texts, _count: int = 1) -> None:
        self._kinds[where].add(cells_of(line) if isinstance(line, str) else line)

    def finish(self) -> list[ExportFile]:
        self._book.close()
        self._closed = True
        self._drafts.cleanup()
        with self._opened(self._path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        rows = sum(kind.rows for kind in self._kinds.values())
        return [ExportFile(self._name, self._path, digest, rows, self._opened)]

    def abandon(self) -> None:
        try:
            if not self._closed:
                self._book.close()  # the only way to release its files
        finally:
            self._drafts.cleanup()
            self._path.unlink(missing_ok=True)


class _Worksheets:
    def __init__(self, book: Any, title: str, heading: Texts | None) -> None:
        self._book = book
        self._title = title
        self._heading = heading
        self._sheets: list[Any] = []
        self._row = ROWS_OF_A_SHEET
        self.rows = 0
        self._begin()

    def _begin(self) -> None:
        number = len(self._sheets) + 1
        self._sheets.append(self._book.sheet(self._title if number == 1 else f"{self._title[:26]} ({number})"))
        self._row = 0
        if self._heading is not None:
            self._sheets[-1].put(0, self._heading)
            self._row = 1
            self._sheets[-1].freeze_panes(1, 0)

    def add(self, texts: Texts) -> None:
        if self._row >= ROWS_OF_A_SHEET:
            self._begin()
        self._sheets[-1].put(self._row, texts)
        self._row += 1
        self.rows += 1
