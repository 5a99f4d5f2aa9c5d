"""Under a temporary name, hashed as it grows."""

import hashlib

from integrations.sockets.layout_socket import Bench, ExportFile

_PIECES_AT_ONCE = 256  # a write and a hash per line would add a tenth to an export
_CHUNK = 1 << 20


class SpooledFile:
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
        if data:
            self._waiting.append(data)

    def add_row(self, line: bytes) -> None:
        self.add_rows(line, 1)

    def add_rows(self, lines: bytes, count: int) -> None:
        self.rows += count
        self.bytes += len(lines)
        self._waiting.append(lines)
        if len(self._waiting) > _PIECES_AT_ONCE:
            self._write(self._waiting[:-1])
            del self._waiting[:-1]  # the last may lose its end

    def put_before(self, head: bytes) -> None:
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
