"""A file encrypted page by page, with a file's interface."""

import io
from typing import BinaryIO

from portal.sealing import Sealer

PAGE = 1 << 16
_MORE = 28  # nonce and tag of each page
_SEALED = PAGE + _MORE


class SealedFile(io.RawIOBase):
    """Keeps one page in memory. Pages are bound to `name` and number: a moved one raises InvalidTag."""

    def __init__(self, file: BinaryIO, box: Sealer, name: str) -> None:
        self._file, self._box, self._name = file, box, name
        full_pages, rest = divmod(file.seek(0, io.SEEK_END), _SEALED)
        self._size = full_pages * PAGE + max(rest - _MORE, 0)
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

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the signature `io` uses
        start = self._open_page()
        content = self._page[start : start + len(buffer)]
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)

    def write(self, data: memoryview) -> int:  # type: ignore[override]  # as above
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
