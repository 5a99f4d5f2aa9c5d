"""A folder: gathered into one block of bytes, so that what is kept is what was read, whatever becomes of the folder. The block
is a ZIP without compression and without times, with a mark of its own: the same folder gives the same bytes."""

import hashlib
import os
import stat
import zipfile
from io import BytesIO
from pathlib import Path

from integrations.import_socket import Package, Unreadable
from integrations.imports.contents import packages_in
from integrations.imports.limits import MOST_BYTES, MOST_FILES
from integrations.imports.zip_reader import ZipReader, unpacked

_MARK = b"kakanai folder 1"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP can tell


class FolderReader:
    """What `gather` made of a folder."""

    name = "folder"

    def takes(self, content: bytes) -> bool:
        return ZipReader().takes(content) and content.endswith(_MARK)

    def read(self, content: bytes) -> tuple[Package, ...]:
        return packages_in(unpacked(content), hashlib.sha256(content).hexdigest())


def gather(folder: Path) -> bytes:
    """Everything in it. Unreadable where a link leads out of it, or there is too much. OSError where it cannot be read."""
    block = BytesIO()
    size = 0
    with zipfile.ZipFile(block, "w", zipfile.ZIP_STORED) as archive:
        for name in _names(folder):
            content = _read(folder / name)
            size += len(content)
            if size > MOST_BYTES:
                raise Unreadable("too_large")
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content)
        archive.comment = _MARK
    return block.getvalue()


def _names(folder: Path) -> list[str]:
    found: list[str] = []
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if (Path(root) / name).is_symlink():
                raise Unreadable("folder_link", name[:60])
        found += [(Path(root) / name).relative_to(folder).as_posix() for name in files]
        if len(found) > MOST_FILES:
            raise Unreadable("zip_too_many")
    return sorted(found)


def _read(path: Path) -> bytes:
    """Opened without following a link that was put there a moment ago."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Unreadable("folder_broken", path.name[:60])
        return file.read(MOST_BYTES + 1)
