"""抽選: an order by lot that anyone can repeat, as docs/language.md describes it."""

# Each ticket is a line of text; the lowest SHA-256 goes first. No remainder favours anybody, and an entry that leaves
# moves no other.

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

MOST_TICKETS = 20
_SEED = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entry:
    number: str  # the receipt number
    tickets: int = 1


def new_seed() -> str:
    return secrets.token_hex(32)


def commitment(seed: str) -> str:
    """Published before the window closes: SHA-256 of the seed's 64 characters."""
    return _digest(_checked(seed))


def draw(seed: str, unit: str, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The first drawn first. Raises ValueError for a repeated number or an impossible count of tickets."""
    listed = tuple(entries)
    if len({entry.number for entry in listed}) != len(listed):
        raise ValueError("a number is listed twice")
    if any(not 1 <= entry.tickets <= MOST_TICKETS for entry in listed):
        raise ValueError(f"an entry has 1 to {MOST_TICKETS} tickets")
    seed = _checked(seed)
    return tuple(sorted(listed, key=lambda entry: (_lowest(seed, unit, entry), entry.number)))


def ticket(seed: str, unit: str, number: str, count: int) -> str:
    """`count` from 1."""
    return _digest(f"{seed}/{unit}/{number}/{count}")


def tickets_of(weight: int | None) -> int:
    """1 if unknown."""
    return 1 if weight is None else min(max(weight, 1), MOST_TICKETS)


def _lowest(seed: str, unit: str, entry: Entry) -> str:
    return min(ticket(seed, unit, entry.number, count) for count in range(1, entry.tickets + 1))


def _checked(seed: str) -> str:
    if not _SEED.fullmatch(seed):
        raise ValueError("a seed is 64 hexadecimal digits")
    return seed


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
