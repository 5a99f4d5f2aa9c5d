"""Delivery into a folder: a share, a mounted disk. Complete or not at all, the end marker last."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from integrations.exports.writing import show
from integrations.interfaces import AdapterError
from integrations.layout_socket import Bench, ExportFile


class FolderDelivery:
    """The folder at `path`, made if absent."""

    name = "folder"

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, make: Callable[[Bench], Sequence[ExportFile]]) -> None:
        """Made on the same disk in a folder of its own, so that two who do it at once do not write into each other's file."""
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=self._path, prefix=".") as folder:
                show(make(Bench(Path(folder))), self._path)
        except OSError as error:
            raise AdapterError("DELIVERY_FAILED", type(error).__name__, permanent=False) from None

    def ready(self) -> bool:
        """One that is not there yet is made with the first delivery."""
        place = self._path if self._path.exists() else self._path.parent
        return place.is_dir() and os.access(place, os.W_OK)
