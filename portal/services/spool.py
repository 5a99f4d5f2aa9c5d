"""A folder for files that are being made, gone with the block. They lie in it sealed: the key is in memory alone, so that what a crash
leaves there nobody can open."""

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from time import time

from integrations.layout_socket import Bench, Opener, OpenFile
from portal.sealing import Sealer
from portal.services.sealed_file import PAGE, SealedFile

_LEFT_OVER_SECONDS = 6 * 3600


@contextmanager
def spool(data: Path) -> Iterator[Bench]:
    """Below the folder for data, mode 0700. What a crash left there is removed by the next one."""
    place = data / "spool"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in place.iterdir():
        # File times are the machine's, so this is the machine's time, not the clock of the service. Somebody else's folder may be gone
        # between the look and the question how old it is.
        with suppress(FileNotFoundError):
            if old.stat().st_mtime < time() - _LEFT_OVER_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
    folder = Path(mkdtemp(dir=place))
    try:
        yield Bench(folder, _sealed(Sealer("spool", os.urandom(32))))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sealed(box: Sealer) -> Opener:
    """What opens the files of one folder. A file keeps the name under which it was written."""

    def opened(path: Path, mode: str) -> OpenFile:
        file = SealedFile(path.open(mode), box, path.name)  # type: ignore[arg-type]  # both modes are of bytes
        return io.BufferedReader(file, PAGE) if mode == "rb" else io.BufferedRandom(file, PAGE)

    return opened
