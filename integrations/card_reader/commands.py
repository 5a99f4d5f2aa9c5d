"""Commands of ISO/IEC 7816-4 (JIS X 6320-4)."""

from integrations.card_reader.readers import Connection
from integrations.card_reader.tagged import whole_length
from integrations.sockets.certificate_sockets import PinRefused
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

_OK = 0x9000
_TRIES, _BLOCKED = 0x63C0, (0x6983, 0x6984)  # 0x6984: a PIN that was never set, or locked
_AGAIN_WITH, _MORE = 0x6C, 0x61
_HEADER = 5  # CLA, INS, P1, P2 and a length, of data or of the answer
_PIECE = 0x100
_HEAD = 9  # enough for two odd bytes, a tag of two and a length of three
_LONGEST = 0x7FFF  # of a file: an offset has fifteen bits


class Refused(Exception):
    # By the card; `status`: its two bytes.
    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04x}")
        self.status = status


class Card:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def select_application(self, name: bytes) -> bool:
        return self._status(b"\x00\xa4\x04\x0c" + _sized(name)) == _OK

    def select_root(self) -> None:
        self._send(b"\x00\xa4\x00\x00")

    def select_file(self, number: bytes) -> None:
        self._send(b"\x00\xa4\x02\x0c" + _sized(number))

    def tries_left(self, pin: int = 0x80) -> int:
        # VERIFY without data costs no try. `pin`: P2, 80 for the selected file.
        status = self._status(bytes((0x00, 0x20, 0x00, pin)))
        if status in _BLOCKED:
            return 0
        if status & 0xFFF0 != _TRIES:
            raise Refused(status)
        return status & 0x0F

    def verify(self, secret: str, pin: int = 0x80) -> None:
        """Raises PinRefused."""
        status = self._status(bytes((0x00, 0x20, 0x00, pin)) + _sized(secret.encode("ascii")))
        if status & 0xFFF0 == _TRIES:
            raise PinRefused(status & 0x0F)
        if status in _BLOCKED:
            raise PinRefused(0)
        if status != _OK:
            raise Refused(status)

    def read(self, length: int | None = None, *, begins: bytes = b"") -> bytes:
        # Without a `length` as long as the first value says, from where it `begins`.
        head, start = b"", 0
        if length is None:
            head = self._piece(0, _HEAD)
            start = max(head.find(begins), 0)
            try:
                length = start + whole_length(head[start:])
            except ValueError:
                raise unsupported("an empty file") from None
        content = head[:length]
        while len(content) < min(length, _LONGEST):
            piece = self._piece(len(content), min(_PIECE, length - len(content)))
            if not piece:
                break
            content += piece
        return content[start:]

    def sign(self, digest: bytes) -> bytes:
        # COMPUTE DIGITAL SIGNATURE.
        return self._send(b"\x80\x2a\x00\x80" + _sized(digest) + b"\x00")

    def _piece(self, offset: int, length: int) -> bytes:
        return self._send(bytes((0x00, 0xB0, offset >> 8, offset & 0xFF, length & 0xFF)))

    def _status(self, command: bytes) -> int:
        return self._exchange(command)[1]

    def _send(self, command: bytes) -> bytes:
        content, status = self._exchange(command)
        # 6282: the file ends before the requested length.
        if status not in (_OK, 0x6282):
            raise Refused(status)
        return content

    def _exchange(self, command: bytes) -> tuple[bytes, int]:
        content, status = self._once(command)
        # Where no length is asked for, the last byte is another one, of a PIN too: a try would be lost.
        if status >> 8 == _AGAIN_WITH and len(command) > 4 and len(command) in (_HEADER, _HEADER + command[4] + 1):
            content, status = self._once(command[:-1] + bytes((status & 0xFF,)))
        while status >> 8 == _MORE:
            more, status = self._once(bytes((0x00, 0xC0, 0x00, 0x00, status & 0xFF)))
            content += more
        return content, status

    def _once(self, command: bytes) -> tuple[bytes, int]:
        response = self._connection.transmit(command)
        if len(response) < 2:
            raise Refused(0)
        return response[:-2], int.from_bytes(response[-2:])


def unsupported(about: str) -> AdapterError:
    return AdapterError(IdentityCode.CARD_UNSUPPORTED, about, permanent=True)


def _sized(data: bytes) -> bytes:
    return bytes((len(data),)) + data
