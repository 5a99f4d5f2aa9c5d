"""PC/SC: winscard of Windows, pcsc-lite of Linux."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ctypes import CDLL, Structure, byref, c_char_p, c_long, c_size_t, c_ubyte, c_ulong, c_void_p, sizeof
from ctypes.util import find_library
from functools import cache
from typing import Any

from integrations.card_reader.readers import CardRemoved, Connection, NoReader

WINDOWS = sys.platform == "win32"
_SYSTEM_SCOPE, _SHARED, _T0_T1, _LEAVE, _RESET = 2, 2, 3, 0, 1
_UNAWARE, _PRESENT = 0, 0x20
_MUTE = 0x200
_LONGEST = 65_538
# DWORD has 32 bits on Windows and 64 on Linux, as c_ulong; handles are pointers there and long here.
_Handle = c_size_t if WINDOWS else c_long
# No service, service stopped, no reader. Everything else while a card is used is the card: gone, mute, laid down again.
_NO_READER = {0x8010001D, 0x8010001E, 0x8010002E}
_ON_CARD = {"SCardConnect", "SCardBeginTransaction", "SCardTransmit"}


class _State(Structure):
    _fields_ = (
        ("reader", c_char_p), ("data", c_void_p), ("current", c_ulong), ("event", c_ulong), ("length", c_ulong),
        ("atr", c_ubyte * (36 if WINDOWS else 33)),
    )  # fmt: skip


class _Protocol(Structure):
    _fields_ = (("protocol", c_ulong), ("length", c_ulong))


class PcscReaders:
    practice = False

    def cards(self) -> Mapping[str, object]:
        with _context() as context:
            names = _names(context)
            states = (_State * len(names))(*(_State(reader=name, current=_UNAWARE) for name in names))
            _call("SCardGetStatusChange", context, c_ulong(0), states, c_ulong(len(names)))
            # The upper half counts cards laid down and taken away.
            return {
                state.reader.decode(errors="replace"): (state.event >> 16, bytes(state.atr[: state.length]))
                for state in states
                if state.event & _PRESENT and not state.event & _MUTE
            }

    @contextmanager
    def open(self, name: str) -> Iterator[Connection]:
        with _context() as context:
            card, protocol = _Handle(), c_ulong()
            connect = (
                context,
                c_char_p(name.encode()),
                c_ulong(_SHARED),
                c_ulong(_T0_T1),
                byref(card),
                byref(protocol),
            )
            _call("SCardConnect", *connect)
            try:
                # No other program uses the card between a right PIN and the reset.
                _call("SCardBeginTransaction", card)
                yield _Connection(card, protocol.value)
            finally:
                _library().SCardEndTransaction(card, c_ulong(_LEAVE))
                _library().SCardDisconnect(card, c_ulong(_RESET))


class _Connection:
    def __init__(self, card: Any, protocol: int) -> None:
        self._card, self._protocol = card, _Protocol(protocol, sizeof(_Protocol))

    def transmit(self, command: bytes) -> bytes:
        answer, length = (c_ubyte * _LONGEST)(), c_ulong(_LONGEST)
        sent = (c_ubyte * len(command)).from_buffer_copy(command)
        into = (self._card, byref(self._protocol), sent, c_ulong(len(command)), None, answer, byref(length))
        _call("SCardTransmit", *into)
        return bytes(answer[: length.value])


@contextmanager
def _context() -> Iterator[Any]:
    # One for each use: it may not be shared by threads, and the service may have been started again.
    context = _Handle()
    _call("SCardEstablishContext", c_ulong(_SYSTEM_SCOPE), None, None, byref(context))
    try:
        yield context
    finally:
        _library().SCardReleaseContext(context)


def _names(context: Any) -> list[bytes]:
    length = c_ulong()
    _call("SCardListReaders", context, None, None, byref(length))
    names = (c_ubyte * length.value)()
    _call("SCardListReaders", context, None, names, byref(length))
    readers = [name for name in bytes(names[: length.value]).split(b"\0") if name]
    if not readers:
        raise NoReader("no reader")
    return readers


def _call(function: str, *values: Any) -> None:
    library = _library()
    wide = WINDOWS and function in ("SCardListReaders", "SCardGetStatusChange", "SCardConnect")
    code = getattr(library, function + "A" if wide else function)(*values) & 0xFFFFFFFF
    if code and function in _ON_CARD and code not in _NO_READER:
        raise CardRemoved(f"{function}: {code:08x}")
    if code:
        raise NoReader(f"{function}: {code:08x}")


@cache
def _library() -> CDLL:
    name = "winscard" if WINDOWS else find_library("pcsclite") or "libpcsclite.so.1"
    try:
        return CDLL(name)
    except OSError:
        raise NoReader(f"{name} is not installed") from None
