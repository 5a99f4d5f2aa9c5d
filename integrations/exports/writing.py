"""A hand-over into a folder: complete or not at all. Knows files; not which applications, and not who asked."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from integrations.layout_socket import Batch, Bench, ExportFile, Layout, Record


def write_to_folder(layout: Layout, records: Iterable[Record], batch: Batch, folder: Path) -> tuple[ExportFile, ...]:
    """Writes the batch into `folder` (made if absent) and shows it there. On any error nothing of this batch stays."""
    folder.mkdir(parents=True, exist_ok=True)
    spooled: list[ExportFile] = []
    try:
        spooled.extend(layout.write(records, batch, Bench(folder)))
    except BaseException:
        _remove(spooled)
        raise
    return show(spooled, folder)


def show(spooled: Sequence[ExportFile], folder: Path) -> tuple[ExportFile, ...]:
    """Gives the files that a layout wrote into `folder` their own names. Until everything is on the disk nothing is
    visible; the end marker appears last, so that whoever waits for it finds the rest complete. On any error none stays."""
    shown: list[ExportFile] = []
    try:
        for file in spooled:
            _to_disk(file.path)
        for file in spooled:
            if file is spooled[-1]:
                _to_disk(folder)  # a crash must not keep the end marker and lose a name before it
            final = folder / file.name
            os.replace(file.path, final)
            shown.append(ExportFile(file.name, final, file.sha256, file.rows))
        _to_disk(folder)
    except BaseException:
        _remove((*reversed(shown), *spooled))
        raise
    return tuple(shown)


def _remove(files: Iterable[ExportFile]) -> None:
    for file in files:
        file.path.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
