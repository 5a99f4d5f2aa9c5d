"""A temporary folder with encrypted files; a crash leaves nothing readable."""

import io
import os
import shutil
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from time import monotonic, time

from integrations.sockets.layout_socket import Bench, ExportFile, Opener, OpenFile
from portal.sealing import Sealer
from portal.services.shared.sealed_file import PAGE, SealedFile

_LEFT_OVER_SECONDS = 6 * 3600
KEPT_SECONDS = 3600
MOST_KEPT = 8  # sets of files
MOST_BYTES = 1 << 28  # of a set


@contextmanager
def spool(data: Path) -> Iterator[Bench]:
    """Mode 0700. The next call removes what a crash left."""
    place = data / "spool"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in place.iterdir():
        # File times use the machine's clock, not the service's. Another process may remove the folder between iterdir
        # and stat.
        with suppress(FileNotFoundError):
            if old.stat().st_mtime < time() - _LEFT_OVER_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
    folder = Path(mkdtemp(dir=place))
    try:
        yield Bench(folder, _sealed(Sealer("spool", os.urandom(32))))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sealed(box: Sealer) -> Opener:
    """A file must be opened under the name it was written with."""

    def opened(path: Path, mode: str) -> OpenFile:
        file = SealedFile(path.open(mode), box, path.name)  # type: ignore[arg-type]  # both modes are binary
        return io.BufferedReader(file, PAGE) if mode == "rb" else io.BufferedRandom(file, PAGE)

    return opened


@dataclass(frozen=True)
class _Set:
    state: Hashable
    folder: Path
    files: tuple[ExportFile, ...]
    until: float


class KeptFiles:
    """Files of a short while ago, sealed under a key in this process's memory as all that the spool holds, so that a download
    need not make them again. `state` is what the files depend on beside their name: with another one there are none."""

    def __init__(self) -> None:
        self._sets: dict[str, _Set] = {}
        self._lock = Lock()

    def keep(self, name: str, state: Hashable, files: Sequence[ExportFile], bench: Bench) -> None:
        """Takes the files out of `bench`."""
        if sum(file.path.stat().st_size for file in files) > MOST_BYTES:
            return
        folder = bench.folder.with_name(f"{bench.folder.name}.kept")
        folder.mkdir(mode=0o700)
        kept = tuple(replace(file, path=file.path.rename(folder / file.path.name)) for file in files)
        with self._lock:
            self._drop(name)
            self._sets[name] = _Set(state, folder, kept, monotonic() + KEPT_SECONDS)
            self._expire()
            while len(self._sets) > MOST_KEPT:
                self._drop(next(iter(self._sets)))

    def taken(self, name: str, state: Hashable, bench: Bench) -> tuple[ExportFile, ...]:
        """Links in `bench`, so that a download ends whatever becomes of the set. Empty if there is none."""
        with self._lock:
            self._expire()
            found = self._sets.get(name)
            if found is None:
                return ()
            try:
                if found.state == state:
                    for file in found.files:
                        os.link(file.path, bench.folder / file.path.name)
                    return tuple(replace(file, path=bench.folder / file.path.name) for file in found.files)
            except OSError:
                for file in found.files:
                    (bench.folder / file.path.name).unlink(missing_ok=True)
            self._drop(name)
            return ()

    def _expire(self) -> None:
        now = monotonic()
        for name in [name for name, made in self._sets.items() if made.until <= now]:
            self._drop(name)

    def _drop(self, name: str) -> None:
        if dropped := self._sets.pop(name, None):
            shutil.rmtree(dropped.folder, ignore_errors=True)
