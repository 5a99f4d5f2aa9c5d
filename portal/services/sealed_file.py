"""A file of any size at rest, sealed page by page as columns are: it is read and written like any other, and nothing of it lies on the
disk in the clear. Knows no name and no place of it."""

import io
from typing import BinaryIO

from portal.sealing import Sealer

PAGE = 1 << 16
_MORE = 28  # nonce and tag of a page
_SEALED = PAGE + _MORE


class SealedFile(io.RawIOBase):
    """Over `file`, which is open for reading, and for writing where it is written. One page is in memory. `name` is bound to each page with
    its number: a page that stands elsewhere is refused (InvalidTag)."""

    def __init__(self, file: BinaryIO, box: Sealer, name: str) -> None:
        self._file, self._box, self._name = file, box, name
        whole, rest = divmod(file.seek(0, io.SEEK_END), _SEALED)
        self._size = whole * PAGE + max(rest - _MORE, 0)
        self._at = 0
        self._number, self._page, self._changed = -1, bytearray(), False

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what `io` calls it with
        """As much as stands on the page."""
        start = self._open_page()
        found = self._page[start : start + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def write(self, data: memoryview) -> int:  # type: ignore[override]  # as above
        """As much as fits on the page."""
        start = self._open_page()
        piece = data[: PAGE - start]
        self._page[start : start + len(piece)] = piece
        self._changed = True
        self._at += len(piece)
        self._size = max(self._size, self._at)
        return len(piece)

    def flush(self) -> None:
        self._put_back()
        self._file.flush()

    def close(self) -> None:
        if not self.closed:
            try:
                super().close()
            finally:
                self._file.close()

    def _open_page(self) -> int:
        """Turns to the page on which it stands; the place on it."""
        number, start = divmod(self._at, PAGE)
        if number != self._number:
            self._put_back()
            self._file.seek(number * _SEALED)
            sealed = self._file.read(_SEALED)
            self._number, self._page = number, bytearray()
            if sealed:
                self._page += self._box.open_bytes(f"{self._name}:{number}", sealed)
        return start

    def _put_back(self) -> None:
        if self._changed:
            self._file.seek(self._number * _SEALED)
            self._file.write(self._box.seal_bytes(f"{self._name}:{self._number}", bytes(self._page)))
            self._changed = False
