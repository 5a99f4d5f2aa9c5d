"""INSTREAM over its socket."""

# Anything but "OK" is no verdict.

import re
import socket
import struct
from contextlib import suppress
from time import monotonic

from integrations.sockets.interfaces import AdapterError, Verdict

_PIECE = 64 * 1024
_LONGEST_ANSWER = 1024  # a signature's name; longer is not clamd
_VIRUS = re.compile(rb"stream: ([!-~]{1,200}) FOUND")


class ClamavScanner:
    name = "clamav"

    def __init__(self, address: str, *, seconds: float = 20.0) -> None:
        self._seconds = seconds
        host, _, port = address.rpartition(":")
        self._unix = address if address.startswith("/") else ""
        self._tcp = ("" if self._unix else host.strip("[]"), 0 if self._unix else int(port))

    def scan(self, content: bytes) -> Verdict:
        """Raises AdapterError, permanent only if the content is too large."""
        answer = self._ask(b"zINSTREAM\0", content)
        if answer == b"stream: OK":
            return Verdict()
        match = _VIRUS.fullmatch(answer)
        if match:
            return Verdict(match[1].decode())
        if answer.startswith(b"INSTREAM size limit exceeded"):
            raise AdapterError("SCANNER_LIMIT", permanent=True)
        raise AdapterError("SCANNER_RUBBISH" if answer else "SCANNER_UNAVAILABLE", permanent=False)

    def ready(self) -> bool:
        try:
            return self._ask(b"zPING\0", None, min(self._seconds, 2.0)) == b"PONG"
        except AdapterError:
            return False

    def _ask(self, command: bytes, content: bytes | None, seconds: float = 0.0) -> bytes:
        deadline = monotonic() + (seconds or self._seconds)
        try:
            with self._connect(deadline) as line:
                line.sendall(command)
                # Over its limit the daemon answers and closes before we have sent all.
                with suppress(BrokenPipeError, ConnectionResetError):
                    _send(line, content, deadline)
                return _read(line, deadline)
        except TimeoutError:
            raise AdapterError("SCANNER_TIMEOUT", permanent=False) from None
        except OSError:
            raise AdapterError("SCANNER_UNAVAILABLE", permanent=False) from None

    def _connect(self, deadline: float) -> socket.socket:
        if not self._unix:
            return socket.create_connection(self._tcp, timeout=_left(deadline))
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(_left(deadline))
            line.connect(self._unix)
        except BaseException:
            line.close()
            raise
        return line


def _send(line: socket.socket, content: bytes | None, deadline: float) -> None:
    if content is None:
        return
    for start in range(0, len(content), _PIECE):
        piece = content[start : start + _PIECE]
        line.settimeout(_left(deadline))
        line.sendall(struct.pack("!L", len(piece)) + piece)
    line.sendall(bytes(4))


def _read(line: socket.socket, deadline: float) -> bytes:
    #  "stream: OK…" without the zero byte may be part of a name.
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
        line.settimeout(_left(deadline))
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            return b""
        answer += piece
    message, ended, rest = answer.partition(b"\0")
    return message if ended and not rest else b"?"


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left
