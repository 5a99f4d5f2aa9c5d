"""How much a run tries: few examples of a property and some members of a family by default, all in `make long` (EXAMPLES=20)."""

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

TIMES = int(os.environ.get("EXAMPLES", "1"))
IS_LONG = TIMES > 1  # also: axe at both sizes of every page


def examples(few: int) -> int:
    return few * TIMES


Member = TypeVar("Member", str, Path)


def some(members: Iterable[Member], most: int, of: str = "") -> list[Member]:
    """Of a family whose members walk the same code, `most` in each run, all in `make long`. The digest of a name decides, so
    that a new member changes nothing for the others; `of` several families, it chooses others in each."""
    everything = list(members)
    chosen = everything if IS_LONG else sorted(everything, key=lambda member: _digest(of, member))[:most]
    return [member for member in everything if member in chosen]


def _digest(of: str, member: str | Path) -> bytes:
    """A path counts by its last part: the tree may lie in any folder."""
    return sha256((of + (member if isinstance(member, str) else member.name)).encode()).digest()
