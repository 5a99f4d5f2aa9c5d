"""How much a run tries: few examples of a property and some members of a family by default, all in `make long` (EXAMPLES=20)."""

import os
from collections.abc import Iterable
from hashlib import sha256

TIMES = int(os.environ.get("EXAMPLES", "1"))
IS_LONG = TIMES > 1  # also: axe at both sizes of every page


def examples(few: int) -> int:
    return few * TIMES


def some(names: Iterable[str], most: int) -> list[str]:
    """Of a family whose members walk the same code, `most` in each run, all in `make long`. The digest of a name decides, so
    that a new member changes nothing for the others."""
    everything = list(names)
    chosen = everything if IS_LONG else sorted(everything, key=lambda name: sha256(name.encode()).digest())[:most]
    return [name for name in everything if name in chosen]
