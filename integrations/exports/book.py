"""A workbook of which every part lies on the bench, and nothing in any other place. Knows no line.

XlsxWriter opens its drafts by itself, in the clear; here the bench opens them. It packs them as the library would, byte for byte.
"""

import shutil
from functools import partial
from io import SEEK_END, BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from tempfile import mkstemp
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from integrations.sockets.layout_socket import Bench

# As the library dates its drafts.
_DATED = (1980, 1, 31, 0, 0, 0)


class Book(Workbook):  # type: ignore[misc]  # the library has no types
    """At `path` when it is closed; its drafts beside it in `bench`."""

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
            ZipFile(target, "w", ZIP_DEFLATED, allowZip64=self.allow_zip64) as archive,
        ):
            for text, name, _ in self._parts.made:
                with text.file as source:
                    entry = ZipInfo(name, _DATED)
                    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o100600 << 16
                    entry.file_size = source.seek(0, SEEK_END)
                    source.seek(0)
                    with archive.open(entry, "w") as packed:
                        shutil.copyfileobj(source, packed)


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
    """The library writes into what it is given only where it is one of these."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self.file = file

    def write(self, text: str) -> int:
        return self.file.write(text.encode())


class _Sheet(Worksheet):  # type: ignore[misc]  # as above
    """Its rows wait in a draft until all of them are there."""

    fh: Any
    row_data_fh: Any

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize(init_data)
        self.fh.close()
        file = self._bench.opened(Path(self.row_data_filename), "w+b")
        self.row_data_fh = self.fh = TextIOWrapper(file, encoding="utf-8")


def _draft(bench: Bench) -> BinaryIO:
    descriptor, name = mkstemp(dir=bench.folder)
    with open(descriptor, "wb"):
        return bench.opened(Path(name), "w+b")
