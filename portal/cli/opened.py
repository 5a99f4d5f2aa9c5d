"""The installation of one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.config import load_settings
from portal.services.shared.installation import Installation
from portal.wiring import install


@contextmanager
def opened() -> Iterator[Installation]:
    installation = install(load_settings())
    try:
        yield installation
    finally:
        installation.database.close()
