"""People who file at once while something breaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from threading import Event

from tests.torture.filer import Filer
from tests.torture.ledger import Ledger

FILERS = 4


@contextmanager
def crowd(*urls: str, seed: int, obeys: bool = False) -> Iterator[Ledger]:
    """Everybody finishes the report that they have begun. `obeys`: see `Filer`."""
    ledger, ended = Ledger(), Event()
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
