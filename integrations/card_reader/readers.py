from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol


class CardRemoved(Exception):
    pass


class NoReader(Exception):
    pass


class Connection(Protocol):
    def transmit(self, command: bytes) -> bytes:
        """Raises CardRemoved."""


class Readers(Protocol):
    practice: bool  # holds no real cards

    def cards(self) -> Mapping[str, object]:
        """By reader; the value differs for a card laid down later. Raises NoReader."""

    def open(self, name: str) -> AbstractContextManager[Connection]:
        """Raises CardRemoved."""
        # For this program alone. The end resets the card, which forgets that a PIN was right.
