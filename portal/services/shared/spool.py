"""A temporary folder with encrypted files; a crash leaves nothing readable."""

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from time import time

from integrations.sockets.layout_socket import Bench, Opener, OpenFile
from portal.sealing import Sealer
from portal.services.shared.sealed_file import PAGE, SealedFile

_LEFT_OVER_SECONDS = 6 * 3600


@dataclass(frozen=True)
class SealedBench(Bench):
    """`key` seals its files."""

    key: bytes = field(default=b"", repr=False)


@contextmanager
def spool(data: Path) -> Iterator[SealedBench]:
    """Mode 0700. The next call removes what a crash left."""
    place = data / "spool"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in place.iterdir():
        # File times use the machine's clock, not the service's. Another process may remove the folder between iterdir
        # and stat.
        with suppress(FileNotFoundError):
            if old.stat().st_mtime < time() - _LEFT_OVER_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
    folder, key = Path(mkdtemp(dir=place)), os.urandom(32)
    try:
        yield SealedBench(folder, opener(key), key)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def opener(key: bytes) -> Opener:
    """A file must be opened under the name it was written with."""
    box = Sealer("spool", key)

    def opened(path: Path, mode: str) -> OpenFile:
        file = SealedFile(path.open(mode), box, path.name)  # type: ignore[arg-type]  # both modes are binary
        return io.BufferedReader(file, PAGE) if mode == "rb" else io.BufferedRandom(file, PAGE)

    return opened
