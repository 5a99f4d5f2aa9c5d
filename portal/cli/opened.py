"""The installation of one command, closed when the command ends."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.config import load_settings
from portal.services.installation import Installation
from portal.wiring import install


@contextmanager
def opened() -> Iterator[Installation]:
    """As the settings say. BadSetting, Refused."""
    installation = install(load_settings())
    try:
        yield installation
    finally:
        installation.database.close()
