"""Hidden until the ledger has them."""

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
    # The lock ends with the process. Raises Conflict if locked, OSError.
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("courier") from None
        yield


def lay(folder: Path, name: str, content: bytes) -> Path:
    # Synced, under a hidden name. Raises OSError.
    begun = folder / f".{name}{_BEGUN}"
    with begun.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return begun


def complete_folder(begun: Path) -> None:
    os.replace(begun, begun.with_name(begun.name.removeprefix(".").removesuffix(_BEGUN)))


def parts_in(folder: Path) -> list[Path]:
    return sorted(folder.glob(f".*{ENDING}{_BEGUN}"))


def packages_in(paths: Iterable[Path]) -> list[Path]:
    packages: list[Path] = []
    for path in paths:
        packages += sorted(path.glob(f"*{ENDING}")) if path.is_dir() else [path]
    return packages
