"""BER (ISO/IEC 8825-1)."""

from collections.abc import Iterator


def whole_length(content: bytes) -> int:
    """Of the first value. Raises ValueError."""
    _, start, length = _head(content, 0)
    return start + length


def values(content: bytes) -> Iterator[tuple[int, bytes]]:
    """One level. Raises ValueError."""
    offset = 0
    while offset < len(content):
        tag, start, length = _head(content, offset)
        if start + length > len(content):
            raise ValueError("a value is cut off")
        yield tag, content[start : start + length]
        offset = start + length


def _head(content: bytes, offset: int) -> tuple[int, int, int]:
    # The tag with all its bytes, where the value starts, its length.
    try:
        end = offset + 1
        if content[offset] & 0x1F == 0x1F:
            while content[end] & 0x80:
                end += 1
            end += 1
        tag, length = int.from_bytes(content[offset:end]), content[end]
        end += 1
        if length > 0x80:
            digits = length & 0x7F
            length = int.from_bytes(bytes(content[place] for place in range(end, end + digits)))
            end += digits
    except IndexError:
        raise ValueError("a value is cut off") from None
    return tag, end, length
