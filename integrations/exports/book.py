"""A workbook whose parts are all on the bench: XlsxWriter opens its drafts in the clear."""

# Its parts keep the library's bytes.

import shutil
from functools import partial
from io import SEEK_END, BytesIO, StringIO
from itertools import zip_longest
from pathlib import Path
from tempfile import mkstemp
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from integrations.exports.csv_shape import Texts
from integrations.exports.sheet_rows import rows_xml
from integrations.sockets.layout_socket import Bench

# Of a part; with its compressed form a little larger still below what ZIP holds without its 64-bit fields (2 GiB).
_LARGE = 1 << 30
# The library's own level takes three times as long for 14 % less.
_COMPRESSION = 1
_ROWS_AT_ONCE = 32  # more would more often hold a text that must be escaped
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
                size = sum(source.seek(0, SEEK_END) for source in text.files)
                with archive.open(name, "w", force_zip64=size >= _LARGE) as packed:
                    for source in text.files:
                        source.seek(0)
                        shutil.copyfileobj(source, packed, _PIECE)
                        source.close()


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
    # The library demands instances of StringIO. In several files, so that no rows are copied.

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self.files: list[BinaryIO] = [file]

    def write(self, text: str) -> int:
        return self.files[-1].write(text.encode())


class _Sheet(Worksheet):  # type: ignore[misc]  # as above
    fh: Any
    dim_rowmin: Any
    dim_rowmax: Any
    dim_colmin: Any
    dim_colmax: Any
    row_data_fh: Any
    _rows: BinaryIO

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._waiting: list[tuple[int, Texts]] = []

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize(init_data)
        self.fh.close()
        self._rows = self._bench.opened(Path(self.row_data_filename), "w+b")
        self.row_data_fh = self.fh = StringIO()

    def put(self, row: int, texts: Texts) -> None:
        """From 0, ascending."""
        if texts.count(None) == len(texts):
            return
        self._waiting.append((row + 1, texts))
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self._put_waiting()

    def _put_waiting(self) -> None:
        if not self._waiting:
            return
        self._rows.write(rows_xml(self._waiting).encode())
        # What the library would note of each cell, for the sheet's dimension.
        columns = enumerate(zip_longest(*(texts for _, texts in self._waiting)))
        filled = [at for at, texts in columns if at < self.xls_colmax and texts.count(None) < len(texts)]
        if filled:
            known = self.dim_rowmin is not None
            self.dim_rowmin = self.dim_rowmin if known else self._waiting[0][0] - 1
            self.dim_rowmax = self._waiting[-1][0] - 1
            self.dim_colmin = min(self.dim_colmin, filled[0]) if known else filled[0]
            self.dim_colmax = max(self.dim_colmax, filled[-1]) if known else filled[-1]
        self._waiting.clear()

    def _assemble_xml_file(self) -> None:
        self._put_waiting()
        super()._assemble_xml_file()

    def _write_optimized_sheet_data(self) -> None:
        if self.dim_rowmin is None:
            self._rows.close()
            self._xml_empty_tag("sheetData")
            return
        self._xml_start_tag("sheetData")
        self.fh.files += [self._rows, BytesIO()]
        self._xml_end_tag("sheetData")


def _draft(bench: Bench) -> BinaryIO:
    descriptor, name = mkstemp(dir=bench.folder)
    with open(descriptor, "wb"):
        return bench.opened(Path(name), "w+b")
