"""A card as its reader sees it: files, PINs and status bytes of ISO/IEC 7816-4, spoken over vsmartcard's protocol."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread

from integrations.certificates.mock.card import Pin

OK, END_OF_FILE = b"\x90\x00", b"\x62\x82"
NOT_FOUND, NO_FILE_SELECTED, NOT_ALLOWED = b"\x6a\x82", b"\x69\x86", b"\x69\x82"
BLOCKED, BAD_LENGTH, BAD_PARAMETERS, UNKNOWN, BAD_OFFSET = (
    b"\x69\x84",
    b"\x67\x00",
    b"\x6a\x86",
    b"\x6d\x00",
    b"\x6b\x00",
)
SELECT, VERIFY, READ, SIGN, AUTHENTICATE = 0xA4, 0x20, 0xB0, 0x2A, 0x88
ATR = bytes.fromhex("3B80800101")
ROOT = b""
ASK_ATR = b"\4"


@dataclass
class File:
    """`after`: the PINs of which one must be right, by name; () for none. `pin`, `key`: what it holds instead of content."""

    content: bytes = b""
    after: tuple[str, ...] = ()
    pin: tuple[str, Pin] | None = None
    key: Callable[[bytes], bytes] | None = None


Application = dict[bytes, File]


@dataclass
class Chip:
    applications: dict[bytes, Application]
    log: list[bytes] = field(default_factory=list)
    dies_at: int = 0  # this instruction takes it off the reader (VERIFY: with a PIN)
    short: bool = False  # answers as over T=0: 61xx and 6Cxx

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.application: bytes | None = ROOT if ROOT in self.applications else None
        self.file: File | None = None
        self.right: set[str] = set()
        self._rest = b""

    def answer(self, command: bytes) -> bytes:
        self.log.append(command)
        cla, instruction, p1, p2 = command[:4]
        data, expected = _parts(command)
        if self.short and instruction == 0xC0:
            piece, self._rest = self._rest[: expected or 256], self._rest[expected or 256 :]
            return piece + (bytes((0x61, min(len(self._rest), 255))) if self._rest else OK)
        if instruction == SELECT and cla == 0:
            return self._select(p1, data)
        if instruction == VERIFY and cla == 0:
            return self._verify(p2, data)
        if instruction == READ and cla == 0:
            return self._read(p1, p2, expected)
        if (cla, instruction, p1, p2) == (0x80, SIGN, 0x00, 0x80) or (cla, instruction) == (0x00, AUTHENTICATE):
            return self._sign(data)
        return UNKNOWN

    def _select(self, p1: int, data: bytes) -> bytes:
        if p1 == 0x04:
            if data not in self.applications:
                return NOT_FOUND
            self.application, self.file = data, None
            return OK
        if p1 == 0x00:
            if ROOT not in self.applications:
                return NOT_FOUND
            self.application, self.file = ROOT, None
            return OK
        if p1 != 0x02:
            return BAD_PARAMETERS
        file = self.applications[self.application].get(data) if self.application is not None else None
        if file is None:
            return NOT_FOUND
        self.file = file
        return OK

    def _verify(self, p2: int, data: bytes) -> bytes:
        file = (
            self.file if p2 == 0x80 else self.applications.get(self.application or ROOT, {}).get(bytes((0, p2 & 0x1F)))
        )
        if file is None or file.pin is None:
            return NO_FILE_SELECTED if p2 == 0x80 else b"\x6a\x88"
        name, pin = file.pin
        if not data:
            return bytes((0x63, 0xC0 | pin.left)) if pin.left else BLOCKED
        if not pin.left:
            return BLOCKED
        if data != pin.value.encode():
            pin.left -= 1
            self.right.discard(name)
            return bytes((0x63, 0xC0 | pin.left))
        pin.left = pin.max
        self.right.add(name)
        return OK

    def _read(self, p1: int, p2: int, expected: int) -> bytes:
        if self.file is None or self.file.pin or self.file.key:
            return NO_FILE_SELECTED
        if self.file.after and not self.right & set(self.file.after):
            return NOT_ALLOWED
        offset = p1 << 8 | p2
        if offset > len(self.file.content):
            return BAD_OFFSET
        piece = self.file.content[offset : offset + expected]
        if self.short and len(piece) < expected and expected != 256:
            return bytes((0x6C, len(piece)))
        return piece + (OK if len(piece) == expected or expected == 256 else END_OF_FILE)

    def _sign(self, data: bytes) -> bytes:
        if self.file is None or self.file.key is None:
            return NO_FILE_SELECTED
        if not self.right & set(self.file.after):
            return NOT_ALLOWED
        if not data:
            return BAD_LENGTH
        signature = self.file.key(data)
        if self.short:
            self._rest = signature
            return bytes((0x61, len(signature) & 0xFF))
        return signature + OK


def _parts(command: bytes) -> tuple[bytes, int]:
    # Data and expected length of a short command.
    if len(command) == 4:
        return b"", 0
    if len(command) == 5:
        return b"", command[4] or 256
    data = command[5 : 5 + command[4]]
    return data, (command[5 + command[4]] or 256) if len(command) > 5 + command[4] else 0


@contextmanager
def laid_down(chip: Chip, port: int) -> Iterator[Callable[[], None]]:
    """On the virtual reader at that port. Gives what takes it away."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.settimeout(None)

    def take_away() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    thread = Thread(target=_serve, args=(chip, connection, take_away), daemon=True)
    thread.start()
    try:
        yield take_away
    finally:
        take_away()
        thread.join(10)
        connection.close()


def _serve(chip: Chip, connection: socket.socket, take_away: Callable[[], None]) -> None:
    with suppress(OSError, EOFError):
        while True:
            message = _exactly(connection, int.from_bytes(_exactly(connection, 2)))
            if message == ASK_ATR:  # also asked for now and then, to see whether it is still there
                response = ATR
            elif len(message) == 1:
                chip.reset()
                response = b""
            elif message[1] == chip.dies_at and len(message) > 4:
                take_away()
                return
            else:
                response = chip.answer(message)
            if response:
                connection.sendall(len(response).to_bytes(2) + response)


def _exactly(connection: socket.socket, length: int) -> bytes:
    content = b""
    while len(content) < length:
        piece = connection.recv(length - len(content))
        if not piece:
            raise EOFError
        content += piece
    return content
