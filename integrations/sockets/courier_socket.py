"""Sealed packages between outer and inner installation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

# Why a package is refused. Each code has a message for people; a test compares the two lists.
REFUSED = (
    "no_package", "too_large", "cut", "header", "unknown_sender", "own", "not_for_us", "bad_signature", "damaged", "contents",
)  # fmt: skip


# Longest package. Of a longer one only length and hash are read.
MOST_BYTES = 1 << 30


class CourierRefused(Exception):
    """`code`: one of REFUSED."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Contents:
    number: int  # the sender's counter, from 1
    made_at: str  # ISO 8601
    parts: Sequence[bytes]  # the first describes the others


class Courier(Protocol):
    @property
    def paired(self) -> bool: ...

    def knows(self, package: bytes) -> bool:
        """Whether it says that it comes from this side; nothing is verified."""

    def pack(self, contents: Contents) -> bytes: ...

    def open(self, package: bytes) -> Contents:
        """Raises only CourierRefused."""
