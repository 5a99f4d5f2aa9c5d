"""A workbook whose parts are all on the bench: XlsxWriter opens its drafts in the clear. Its parts keep the library's
bytes."""

import shutil
from collections.abc import Sequence
from functools import partial
from io import SEEK_END, BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from tempfile import mkstemp
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from integrations.exports.sheet_rows import row_xml
from integrations.sockets.layout_socket import Bench

# Of a part; with its compressed form a little larger still below what ZIP holds without its 64-bit fields (2 GiB).
_LARGE = 1 << 30
# The library's own level takes three times as long for 14 % less.
_COMPRESSION = 1
_ROWS_AT_ONCE = 256
_PIECE = 1 << 18


class Book(Workbook):  # type: ignore[misc]  # the library has no types
    """At `path` when closed; its drafts in `bench`."""

    def __init__(self, path: Path, bench: Bench, options: dict[str, Any]) -> None:
        super().__init__(BytesIO(), options | {"constant_memory": True, "tmpdir": str(bench.folder)})
        self._path = path
        self._bench = bench
        self._parts = _Parts(bench)

    def sheet(self, title: str) -> Any:
        return self.add_worksheet(title, partial(_Sheet, self._bench))

    def _get_packager(self) -> "_Parts":
        return self._parts

    def _store_workbook(self) -> None:
        super()._store_workbook()  # makes all the parts, and packs none of them
        with (
            self._bench.opened(self._path, "w+b") as target,
            ZipFile(target, "w", ZIP_DEFLATED, self.allow_zip64, _COMPRESSION) as archive,
        ):
            for text, name, _ in self._parts.made:
                with text.file as source:
                    size = source.seek(0, SEEK_END)
                    source.seek(0)
                    with archive.open(name, "w", force_zip64=size >= _LARGE) as packed:
                        shutil.copyfileobj(source, packed, _PIECE)


class _Parts(Packager):  # type: ignore[misc]  # as above
    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.made: list[tuple[_Text, str, bool]] = []

    def _filename(self, name: str) -> "_Text":
        made = _Text(_draft(self._bench))
        self.filenames.append((made, name, False))
        return made

    def _create_package(self) -> list[Any]:
        self.made = super()._create_package()
        return []


class _Text(StringIO):
    """The library demands instances of StringIO."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self.file = file

    def write(self, text: str) -> int:
        return self.file.write(text.encode())


class _Sheet(Worksheet):  # type: ignore[misc]  # as above
    fh: Any
    dim_rowmin: Any
    dim_rowmax: Any
    dim_colmin: Any
    dim_colmax: Any
    row_data_fh: Any

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._waiting: list[str] = []

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize(init_data)
        self.fh.close()
        file = self._bench.opened(Path(self.row_data_filename), "w+b")
        self.row_data_fh = self.fh = TextIOWrapper(file, encoding="utf-8")

    def put(self, row: int, texts: Sequence[str | None]) -> None:
        """From 0, ascending."""
        xml = row_xml(row + 1, texts)
        if not xml:
            return
        self._waiting.append(xml)
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self._put_waiting()
        # What the library would note of each cell, for the sheet's dimension.
        self.dim_rowmin = row if self.dim_rowmin is None else self.dim_rowmin
        self.dim_rowmax = row
        width = min(len(texts), self.xls_colmax)
        if self.dim_colmin != 0:
            first = next(column for column in range(width) if texts[column] is not None)
            self.dim_colmin = first if self.dim_colmin is None else min(self.dim_colmin, first)
        last, known = width - 1, -1 if self.dim_colmax is None else self.dim_colmax
        while last > known and texts[last] is None:
            last -= 1
        self.dim_colmax = max(last, known)

    def _put_waiting(self) -> None:
        self.row_data_fh.write("".join(self._waiting))
        self._waiting.clear()

    def _write_optimized_sheet_data(self) -> None:
        # Unchanged, not decoded again.
        if self.dim_rowmin is None:
            self._xml_empty_tag("sheetData")
            return
        self._put_waiting()
        self.row_data_fh.flush()
        self._xml_start_tag("sheetData")
        rows = self.row_data_fh.buffer
        rows.seek(0)
        while piece := rows.read(_PIECE):
            self.fh.file.write(piece)
        self._xml_end_tag("sheetData")
        self.row_data_fh.close()
        Path(self.row_data_filename).unlink()


def _draft(bench: Bench) -> BinaryIO:
    descriptor, name = mkstemp(dir=bench.folder)
    with open(descriptor, "wb"):
        return bench.opened(Path(name), "w+b")
