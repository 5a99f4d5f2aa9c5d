"""Packages as files: laid out of sight until the ledger knows them, moved aside once they were taken."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

ENDING = ".courier"
_BEGUN = ".part"
DONE, REFUSED = "done", "refused"


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def lay(folder: Path, name: str, content: bytes) -> Path:
    """On the disk, and under a name that whoever carries files passes over. OSError."""
    folder.mkdir(parents=True, exist_ok=True)
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


def put_aside(path: Path, where: str) -> None:
    """Into a folder beside it, under a name that nothing there has. OSError."""
    aside = path.parent / where
    aside.mkdir(exist_ok=True)
    number, free = 1, aside / path.name
    while free.exists():
        number += 1
        free = aside / f"{path.name}.{number}"
    os.replace(path, free)
