"""`loading` turns offsets into lines and columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Fault:
    key: str
    offset: int  # characters from 0; `text` says what to write instead
    text: str


class Faulty(Exception):
    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.text for fault in faults))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """At most 12 words, or ""."""
    words = sorted(known)
    close = get_close_matches(word, words, 1)
    if close:
        return f": did you mean {close[0]}?"
    return f": write one of {', '.join(words)}" if 0 < len(words) <= 12 else ""
