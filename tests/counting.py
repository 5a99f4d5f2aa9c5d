"""What is done without counting its lines for the floors of coverage."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_inside: list[None] = []  # of how many `uncounted`


@contextmanager
def uncounted() -> Iterator[None]:
    counting = sys.modules["coverage"].Coverage.current() if "coverage" in sys.modules else None
    if counting is not None and not _inside:
        counting.stop()
    _inside.append(None)
    try:
        yield
    finally:
        _inside.pop()
        if counting is not None and not _inside:
            counting.start()
