"""One file of a hand-over while it grows: under a temporary name, hashed, never whole in memory."""

import hashlib

from integrations.layout_socket import Bench, ExportFile

_PIECES_AT_ONCE = 256  # a write and a hash for each line would cost a tenth of an export
_CHUNK = 1 << 20


class SpooledFile:
    """`end`: what is taken off behind the last line, b"" for nothing."""

    def __init__(self, bench: Bench, name: str, end: bytes = b"") -> None:
        self._name = name
        self._end = end
        self._opened = bench.opened
        self.path = bench.folder / f".{name}.part"
        self._file = self._opened(self.path, "w+b")
        self._hash = hashlib.sha256()
        self._waiting: list[bytes] = []
        self.rows = self.bytes = 0

    def add(self, data: bytes) -> None:
        """Bytes that are no data row: a mark, a heading, a whole small file."""
        if data:
            self._waiting.append(data)

    def add_row(self, line: bytes) -> None:
        self.add_rows(line, 1)

    def add_rows(self, lines: bytes, count: int) -> None:
        """In one piece."""
        self.rows += count
        self.bytes += len(lines)
        self._waiting.append(lines)
        if len(self._waiting) > _PIECES_AT_ONCE:
            self._write(self._waiting[:-1])
            del self._waiting[:-1]  # the last may have to lose its end

    def put_before(self, head: bytes) -> None:
        """Before all that was added: a line that counts what comes after it. It costs a second writing of the file."""
        with self._file as body:
            self.path.unlink()
            self._file = self._opened(self.path, "w+b")
            self._hash = hashlib.sha256()
            self._waiting.insert(0, b"")
            if not body.tell():
                self._waiting[0] = head
                return
            self._write([head])
            body.seek(0)
            while chunk := body.read(_CHUNK):
                self._write([chunk])

    def _write(self, lines: list[bytes]) -> None:
        data = b"".join(lines)
        self._file.write(data)
        self._hash.update(data)

    def finish(self) -> ExportFile:
        with self._file:
            if self._waiting and self._end:
                self._waiting[-1] = self._waiting[-1].removesuffix(self._end)
            self._write(self._waiting)
        return ExportFile(self._name, self.path, self._hash.hexdigest(), self.rows, self._opened)

    def abandon(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)
