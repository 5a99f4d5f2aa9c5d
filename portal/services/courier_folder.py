"""Packages as files: laid out of sight until the ledger knows them, by one packer at a time."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.errors import Conflict

ENDING = ".courier"
_BEGUN = ".part"
_LOCK = ".packing"
DONE, REFUSED = "done", "refused"


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def packing(folder: Path) -> Iterator[None]:
    """Nobody else packs into it meanwhile, or takes what is being laid for what a killed one left. Conflict if somebody does. The lock goes
    with the process. OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("courier") from None
        yield


def lay(folder: Path, name: str, content: bytes) -> Path:
    """On the disk, and under a name that whoever carries files passes over. OSError."""
    begun = folder / f".{name}{_BEGUN}"
    with begun.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return begun


def let_stand(begun: Path) -> None:
    """From now on it is there to be carried."""
    os.replace(begun, begun.with_name(begun.name.removeprefix(".").removesuffix(_BEGUN)))


def parts_in(folder: Path) -> list[Path]:
    """What was laid and never stood."""
    return sorted(folder.glob(f".*{ENDING}{_BEGUN}"))


def packages_in(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and those in folders; by name, which is the order of their numbers."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.glob(f"*{ENDING}")) if path.is_dir() else [path]
    return found
