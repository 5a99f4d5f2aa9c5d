"""People who file at once while something breaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from math import inf
from threading import Event

from tests.torture.filer import Filer
from tests.torture.ledger import Ledger

FILERS = 4


@contextmanager
def crowd(*urls: str, seed: int, obeys: bool = False, allowed: float = inf) -> Iterator[Ledger]:
    """Everybody finishes the report that they have begun. `obeys`: see `Filer`; `allowed`: see `Ledger`."""
    ledger, ended = Ledger(allowed=allowed), Event()
    doors = islice(cycle(urls), FILERS)
    filers = [Filer(url, ledger, ended, seed + number, obeys=obeys) for number, url in enumerate(doors)]
    for filer in filers:
        filer.start()
    try:
        yield ledger
    finally:
        ended.set()
    for filer in filers:
        filer.join()
