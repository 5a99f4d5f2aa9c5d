"""Artefacts that take seconds to make, kept below `build/tests` per state of the code and shared between processes and
runs. `rm -rf build/tests` is always safe.
"""

import fcntl
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

TREE = Path(__file__).resolve().parents[1]
KEPT = TREE / "build" / "tests"
UNUSED = 24 * 3600.0  # seconds until an unused artefact is removed


@cache
def digest(*patterns: str) -> str:
    """A hash of the content of matching files, of the tree's path (the published catalogue contains it) and of the
    Python version (byte code).
    """
    summed = sha256(f"{TREE}\n{sys.version}\n".encode())
    for file in sorted({file for pattern in patterns for file in _files(pattern)}):
        content = file.read_bytes()
        summed.update(f"{file.relative_to(TREE)}\n{len(content)}\n".encode())
        summed.update(content)
    return summed.hexdigest()[:24]


def _files(pattern: str) -> list[Path]:
    # Byte code that another process is writing ends in a number.
    files = [file for file in TREE.glob(pattern) if "__pycache__" not in file.parts and file.is_file()]
    assert files, f"{pattern}: no such file, so its changes would not renew the artefact"
    return files


def kept(name: str, patterns: Iterable[str], make: Callable[[Path], None], *, below: Path = KEPT) -> Path:
    """The folder that `make(folder)` filled for these files. One process makes it while others wait."""
    folder = below / f"{name}-{digest(*patterns)}"
    if not folder.exists():
        below.mkdir(parents=True, exist_ok=True)
        with (below / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                _remove_unused(name, below)
                # Renamed when complete, so that an interrupted run leaves nothing usable.
                unfinished = Path(tempfile.mkdtemp(prefix=f"unfinished-{name}-", dir=below))
                make(unfinished)
                unfinished.rename(folder)
    os.utime(folder)
    return folder


def _remove_unused(name: str, below: Path) -> None:
    # Another run may still be copying from a recent one.
    for old in [*below.glob(f"{name}-*"), *below.glob(f"unfinished-{name}-*")]:
        if old.stat().st_mtime < time.time() - UNUSED:
            shutil.rmtree(old, ignore_errors=True)
