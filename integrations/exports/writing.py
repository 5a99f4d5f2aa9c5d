"""Writes a hand-over atomically."""

import os
from collections.abc import Sequence
from pathlib import Path

from integrations.sockets.layout_socket import ExportFile


def show(spooled: Sequence[ExportFile], folder: Path) -> tuple[ExportFile, ...]:
    """Once all are on disk, end marker last; all or none."""
    renamed: list[ExportFile] = []
    try:
        for file in spooled:
            _to_disk(file.path)
        for file in spooled:
            if file is spooled[-1]:
                _to_disk(folder)  # so that a crash cannot keep the end marker and lose an earlier name
            final = folder / file.name
            os.replace(file.path, final)
            renamed.append(ExportFile(file.name, final, file.sha256, file.rows))
        _to_disk(folder)
    except BaseException:
        for file in (*reversed(renamed), *spooled):
            file.path.unlink(missing_ok=True)
        raise
    return tuple(renamed)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
