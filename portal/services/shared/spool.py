"""A temporary folder with encrypted files; a crash leaves nothing readable."""

import io
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from time import time
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag

from integrations.sockets.interfaces import KeyStore
from integrations.sockets.layout_socket import Bench, ExportFile, Opener, OpenFile
from portal.sealing import Sealer, WrappedKey, sealer
from portal.services.shared.sealed_file import PAGE, SealedFile

_LEFT_OVER_SECONDS = 6 * 3600
KEPT_SECONDS = 3600
MOST_KEPT = 8  # sets of files
MOST_BYTES = 1 << 28  # of a set
_SET = "set"


@dataclass(frozen=True)
class SealedBench(Bench):
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
    """Under the name it was written with."""
    box = Sealer("spool", key)

    def opened(path: Path, mode: str) -> OpenFile:
        file = SealedFile(path.open(mode), box, path.name)  # type: ignore[arg-type]  # both modes are binary
        return io.BufferedReader(file, PAGE) if mode == "rb" else io.BufferedRandom(file, PAGE)

    return opened


@dataclass(frozen=True)
class KeptFiles:
    """Shared by processes with the same data folder and key ring. `state` (JSON): what the files depend on; another
    state finds none."""

    data: Path
    keys: KeyStore

    def keep(self, name: str, state: object, files: Sequence[ExportFile], bench: SealedBench) -> None:
        """Out of `bench`. `name`: ASCII letters, digits, hyphens."""
        if sum(file.path.stat().st_size for file in files) > MOST_BYTES:
            return
        key_id = self.keys.current()
        row = _row(name)
        listed = [[file.name, file.path.name, file.sha256, file.rows] for file in files]
        sealed = Sealer(row, bench.key).seal(_SET, {"state": state, "files": listed})
        wrapped = self.keys.wrap(key_id, bench.key, row.encode())
        made = bench.folder / "kept"
        made.mkdir(mode=0o700)
        for file in files:
            file.path.rename(made / file.path.name)
        (made / _SET).write_bytes(orjson.dumps({"key_id": key_id, "wrapped": wrapped.hex(), "sealed": sealed.hex()}))
        self._drop(self._folder(name))
        # A set appears whole; where another process was quicker, its files are as good.
        with suppress(OSError):
            made.rename(self._folder(name))
        self._expire()

    def taken(self, name: str, state: object, bench: Bench) -> tuple[ExportFile, ...]:
        """Links in `bench`: a download outlives the set. Empty if none."""
        self._expire()
        folder = self._folder(name)
        linked: list[Path] = []
        try:
            box, kept = self._opened(name, folder)
            if kept["state"] == orjson.loads(orjson.dumps(state)):
                for _, draft, _, _ in kept["files"]:
                    os.link(folder / draft, bench.folder / draft)
                    linked.append(bench.folder / draft)
                return tuple(
                    ExportFile(file_name, bench.folder / draft, sha256, rows, opener(box.key))
                    for file_name, draft, sha256, rows in kept["files"]
                )
        except (OSError, KeyError, ValueError, InvalidTag):
            # A cleaner took a part, or it is of another key ring.
            for path in linked:
                path.unlink(missing_ok=True)
        self._drop(folder)
        return ()

    def _opened(self, name: str, folder: Path) -> tuple[Sealer, Any]:
        about = orjson.loads((folder / _SET).read_bytes())
        box = sealer(self.keys, _row(name), WrappedKey(about["key_id"], bytes.fromhex(about["wrapped"])))
        return box, box.open(_SET, bytes.fromhex(about["sealed"]))

    def _folder(self, name: str) -> Path:
        return self.data / "spool" / f"{name}.kept"

    def _expire(self) -> None:
        by_age = []
        for folder in (self.data / "spool").glob("*.kept"):
            with suppress(FileNotFoundError):
                by_age.append((folder.stat().st_mtime_ns, folder))
        by_age.sort(reverse=True)
        for number, (changed_at, folder) in enumerate(by_age):
            if number >= MOST_KEPT or changed_at < (time() - KEPT_SECONDS) * 10**9:
                self._drop(folder)

    @staticmethod
    def _drop(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)


def _row(name: str) -> str:
    return f"kept:{name}"
