"""People who file at once while something breaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from tests.torture.filer import Filer
from tests.torture.ledger import Ledger

FILERS = 4


@contextmanager
def crowd(url: str, seed: int) -> Iterator[Ledger]:
    """Everybody finishes the report that they have begun."""
    ledger, ended = Ledger(), Event()
    filers = [Filer(url, ledger, ended, seed + number) for number in range(FILERS)]
    for filer in filers:
        filer.start()
    try:
        yield ledger
    finally:
        ended.set()
    for filer in filers:
        filer.join()
