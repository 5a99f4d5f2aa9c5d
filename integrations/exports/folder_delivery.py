"""Atomic delivery to a folder."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from integrations.exports.writing import show
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import Bench, ExportFile


class FolderDelivery:
    name = "folder"

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, make: Callable[[Bench], Sequence[ExportFile]]) -> None:
        """From a temporary folder on the same disk: concurrent deliveries do not collide."""
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=self._path, prefix=".") as folder:
                show(make(Bench(Path(folder))), self._path)
        except OSError as error:
            raise AdapterError("DELIVERY_FAILED", type(error).__name__, permanent=False) from None

    def ready(self) -> bool:
        place = self._path if self._path.exists() else self._path.parent
        return place.is_dir() and os.access(place, os.W_OK)
