"""As uncompressed ZIP without times: reproducible."""

import os
import stat
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from integrations.imports.limits import MOST_BYTES, MOST_FILES
from integrations.imports.zip_reader import ZipReader
from integrations.sockets.import_socket import Package, Unreadable

_MARK = b"kakanai folder 1"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest time of a ZIP


class FolderReader:
    name = "folder"

    def takes(self, content: bytes) -> bool:
        return ZipReader().takes(content) and content.endswith(_MARK)

    def read(self, content: bytes) -> tuple[Package, ...]:
        return ZipReader().read(content)


def gather(folder: Path) -> bytes:
    """Raises Unreadable for a link or too much content, OSError."""
    return gathered((name, _read(folder / name)) for name in _names(folder))


def is_table_with_files(folder: Path) -> bool:
    """A CSV and the files that its cells name, rather than a folder of packages."""
    try:
        names = [name.lower() for name in _names(folder)]
    except Unreadable:  # the complaint names the package that it is about
        return False
    data = [name for name in names if name.endswith((".csv", ".xml", ".zip"))]
    return len(names) > 1 and len(data) == 1 and data[0].endswith(".csv") and "/" not in data[0]


def gathered(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The same bytes for the same files. Raises Unreadable."""
    block = BytesIO()
    size = 0
    with zipfile.ZipFile(block, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            size += len(content)
            if size > MOST_BYTES:
                raise Unreadable("too_large")
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content)
        archive.comment = _MARK
    return block.getvalue()


def _names(folder: Path) -> list[str]:
    names: list[str] = []
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if (Path(root) / name).is_symlink():
                raise Unreadable("folder_link", name[:60])
        names += [(Path(root) / name).relative_to(folder).as_posix() for name in files]
        if len(names) > MOST_FILES:
            raise Unreadable("zip_too_many")
    return sorted(names)


def _read(path: Path) -> bytes:
    # Does not follow a link placed meanwhile.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Unreadable("folder_broken", path.name[:60])
        return file.read(MOST_BYTES + 1)
