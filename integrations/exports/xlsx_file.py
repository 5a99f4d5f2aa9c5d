"""Lines as worksheets of text cells, so that leading zeros and would-be formulas stay text. Knows no record.

Streams (constant_memory): one row of each worksheet is in memory. A worksheet that is full goes on in another.
"""

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
from integrations.exports.tables import Part
from integrations.layout_socket import Bench, ExportFile

ROWS_OF_A_SHEET = 1_048_576  # ECMA-376; the first one is the heading
_NO_TITLE = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


class XlsxShape:
    """A line of a worksheet is the texts themselves, as long as XML can carry them."""

    encoding = ENCODINGS["utf-8"]

    def packer(self, _columns: Sequence[ColumnSpec]) -> Callable[[Texts], Texts | None]:
        return self.packed

    def packed(self, texts: Texts) -> Texts | None:
        return None if self.encoding.bytes_of("\n".join(text for text in texts if text is not None)) is None else texts


class XlsxFile:
    """The open workbook of one hand-over. `made_at` is its creation date: the same batch gives the same bytes. Kinds of line
    in `tables` have no worksheet of their own, but one for each part that is begun."""

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
        # Inside the bench: people's answers stay in the place that is meant for them, not in the system's /tmp.
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
            at: _Worksheets(self._book, titles[at], heading) for at, heading in enumerate(headings) if at not in tables
        }

    def begin(self, part: Part, heading: Texts | None) -> None:
        """One more worksheet, for lines of `part`. Its number keeps its title apart from all others."""
        self._parts += 1
        title = f"{self._titles[part.kind]}{self._parts} {part.label}"
        self._kinds[part] = _Worksheets(self._book, _NO_TITLE.sub("", title)[:31].strip(), heading)

    def put(self, where: int | Part, line: Texts, _count: int = 1) -> None:
        """One line: a sheet takes no others."""
        self._kinds[where].add(line)

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
                self._book.close()  # it has no other way to let go of its files
        finally:
            self._drafts.cleanup()
            self._path.unlink(missing_ok=True)


class _Worksheets:
    """One kind of line: a worksheet, and those it goes on in."""

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
            self._write(self._heading)
            self._sheets[-1].freeze_panes(1, 0)

    def _write(self, texts: Texts) -> None:
        sheet, row = self._sheets[-1], self._row
        for column, text in enumerate(texts):
            if text is not None:
                sheet.write_string(row, column, text)
        self._row += 1

    def add(self, texts: Texts) -> None:
        if self._row >= ROWS_OF_A_SHEET:
            self._begin()
        self._write(texts)
        self.rows += 1
