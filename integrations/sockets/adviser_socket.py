"""Who answers questions in people's own words, from public pages alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Passage:
    """`address`: of its page; `words`: by which it is searched for, never quoted."""

    address: str
    title: str
    sentences: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quote:
    """Numbers, so that nothing is answered that is not written there."""

    passage: int
    sentence: int


class Adviser(Protocol):
    name: str

    def quote(self, asked: str, passages: Sequence[Passage]) -> tuple[Quote, ...]:
        """Best first; () if they do not say. `asked`: without numbers that could identify. Raises AdapterError."""
