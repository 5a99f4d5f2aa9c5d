"""A folder for files that are being made, gone with the block. Answers lie in it in the clear: nobody else may read it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from time import time

from portal.services.installation import Installation

_LEFT_OVER_SECONDS = 6 * 3600


@contextmanager
def spool(installation: Installation) -> Iterator[Path]:
    """Mode 0700. What a crash left there is removed by the next one."""
    place = installation.settings.data / "spool"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in place.iterdir():
        # File times are the machine's, so this is the machine's time, not the clock of the service.
        if old.stat().st_mtime < time() - _LEFT_OVER_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(mkdtemp(dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
