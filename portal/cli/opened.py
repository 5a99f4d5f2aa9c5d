from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from portal.config import Settings, load_settings
from portal.logs import configure_logs

if TYPE_CHECKING:
    from portal.services.shared.installation import Installation
    from portal.wiring.records import OpenedRecords


@contextmanager
def opened() -> "Iterator[Installation]":
    from portal.wiring import install  # noqa: PLC0415 - half a second, which a command for files does not need

    installation = install(_logging(load_settings()), whole=False)
    try:
        yield installation
    finally:
        installation.database.close()


@contextmanager
def opened_records() -> "Iterator[OpenedRecords]":
    """Without neighbours; with layouts and definitions only where editions of the city are in force."""
    from portal.wiring.records import open_records  # noqa: PLC0415 - commands for files and tables need no keys

    records = open_records(_logging(load_settings()))
    try:
        yield records
    finally:
        records.database.close()


def _logging(settings: Settings) -> Settings:
    configure_logs(settings.log_level, kept=False)
    return settings
