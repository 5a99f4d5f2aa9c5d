"""Joins byte strings, each after its length."""

from collections.abc import Sequence

from integrations.sockets.courier_socket import CourierRefused

_LENGTH = 8
MOST_PARTS = 100_000


def join_parts(parts: Sequence[bytes]) -> bytes:
    return b"".join(len(part).to_bytes(_LENGTH) + part for part in parts)


def split_parts(joined: bytes) -> list[bytes]:
    parts: list[bytes] = []
    position = 0
    while position < len(joined):
        begin = position + _LENGTH
        end = begin + int.from_bytes(joined[position:begin])
        if begin > len(joined) or end > len(joined) or len(parts) >= MOST_PARTS:
            raise CourierRefused("contents")
        parts.append(joined[begin:end])
        position = end
    if not parts:
        raise CourierRefused("contents")
    return parts
