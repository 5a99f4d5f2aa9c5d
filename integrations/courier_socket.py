"""The socket of what is carried between the outer and the inner installation: sealed, signed, numbered packages. Whoever carries
them reads nothing and changes nothing unnoticed. Knows bytes, and nothing of what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

# Why a package is not opened. Each has a sentence for people; a test compares the two lists.
REFUSED = (
    "no_package", "too_large", "cut", "header", "unknown_sender", "own", "not_for_us", "bad_signature", "damaged", "contents",
)  # fmt: skip


# No package is longer. Of what is, nobody reads more than its length and its sum.
MOST_BYTES = 1 << 30


class CourierRefused(Exception):
    """The whole package is refused, and nothing of it was read. `code` is one of REFUSED."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Parcel:
    """What is in one package. `number`: the sender's own, counted up from 1; `made_at` ISO 8601; `parts`: the first says what the
    others are."""

    number: int
    made_at: str
    parts: Sequence[bytes]


class Courier(Protocol):
    """Packs for the other side, and opens what came from there."""

    @property
    def paired(self) -> bool:
        """Whether the other side's key is known: without it nothing can be packed."""

    def pack(self, parcel: Parcel) -> bytes:
        """The whole package."""

    def open(self, package: bytes) -> Parcel:
        """CourierRefused, and nothing else, whatever the bytes are."""
