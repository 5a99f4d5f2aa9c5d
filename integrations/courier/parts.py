"""Several pieces of bytes as one: each behind its length, so that a file travels as it is and no sign of it has to be written
otherwise. Knows nothing of encryption."""

from collections.abc import Sequence

from integrations.courier_socket import CourierRefused

_LENGTH = 8
MOST_PARTS = 100_000


def join_parts(parts: Sequence[bytes]) -> bytes:
    return b"".join(len(part).to_bytes(_LENGTH) + part for part in parts)


def split_parts(joined: bytes) -> list[bytes]:
    """At least one. CourierRefused where the lengths do not fit what is there."""
    parts: list[bytes] = []
    at = 0
    while at < len(joined):
        begin = at + _LENGTH
        end = begin + int.from_bytes(joined[at:begin])
        if begin > len(joined) or end > len(joined) or len(parts) >= MOST_PARTS:
            raise CourierRefused("contents")
        parts.append(joined[begin:end])
        at = end
    if not parts:
        raise CourierRefused("contents")
    return parts
