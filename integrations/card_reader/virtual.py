"""Readers without hardware (vsmartcard's vpcd)."""

# A virtual card connects to a port. Each message has two bytes of length before it; a single byte is a command to its power.

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from threading import Lock

from integrations.card_reader.readers import CardRemoved, Connection

_ON, _RESET, _ATR = b"\1", b"\2", b"\4"
_SECONDS = 5.0


class VirtualReaders:
    practice = True

    def __init__(self, ports: Sequence[int]) -> None:
        self._slots = {f"virtual {number}": _Slot(port) for number, port in enumerate(ports, 1)}

    def cards(self) -> Mapping[str, object]:
        cards = {name: slot.card() for name, slot in self._slots.items()}
        return {name: card for name, card in cards.items() if card}

    @contextmanager
    def open(self, name: str) -> Iterator[Connection]:
        slot = self._slots[name]
        with slot.lock:
            slot.power(_ON)
            try:
                yield slot
            finally:
                with suppress(CardRemoved):
                    slot.power(_RESET)

    def close(self) -> None:
        for slot in self._slots.values():
            slot.close()


class _Slot:
    def __init__(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._listener.setblocking(False)
        self._card: socket.socket | None = None
        self._numbers, self._number = count(1), 0
        self.lock = Lock()

    def card(self) -> int:
        if self.lock.acquire(blocking=False):  # else it is being read
            try:
                self._look()
            finally:
                self.lock.release()
        return self._number if self._card is not None else 0

    def _look(self) -> None:
        if self._card is not None and not _alive(self._card):
            self._take_away()
        with suppress(BlockingIOError):
            if self._card is None:
                self._card, _ = self._listener.accept()
                self._card.settimeout(_SECONDS)
                self._number = next(self._numbers)

    def power(self, command: bytes) -> None:
        self._send(command)
        if command == _ON:
            self._send(_ATR)
            self._receive()

    def transmit(self, command: bytes) -> bytes:
        self._send(command)
        return self._receive()

    def close(self) -> None:
        self._take_away()
        self._listener.close()

    def _take_away(self) -> None:
        if self._card is not None:
            self._card.close()
        self._card = None

    def _send(self, message: bytes) -> None:
        if self._card is None:
            raise CardRemoved
        try:
            self._card.sendall(len(message).to_bytes(2) + message)
        except OSError:
            raise CardRemoved from None

    def _receive(self) -> bytes:
        return self._exactly(int.from_bytes(self._exactly(2)))

    def _exactly(self, length: int) -> bytes:
        content = b""
        while len(content) < length:
            try:
                piece = self._card.recv(length - len(content)) if self._card is not None else b""
            except OSError:
                piece = b""
            if not piece:
                raise CardRemoved
            content += piece
        return content


def _alive(card: socket.socket) -> bool:
    try:
        card.setblocking(False)
        return card.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        with suppress(OSError):
            card.settimeout(_SECONDS)
