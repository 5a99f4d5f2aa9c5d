"""A reader, whatever it is: PC/SC or a virtual one."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol


class CardGone(Exception):
    """Removed, or the reader was."""


class NoReader(Exception):
    """None is connected, or the service of readers does not run."""


class Channel(Protocol):
    def transmit(self, command: bytes) -> bytes:
        """The response with its two status bytes. Raises CardGone."""


class Readers(Protocol):
    practice: bool  # holds no real cards

    def cards(self) -> Mapping[str, object]:
        """By name, those with a card; the value differs for a card that was laid down later. Raises NoReader."""

    def open(self, name: str) -> AbstractContextManager[Channel]:
        """For this program alone. The end resets the card, which forgets that a PIN was right. Raises CardGone."""
