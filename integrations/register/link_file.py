"""番号紐付情報 in one CSV file: 発行番号,宛名番号. Read again when it changes. A file with a fault tells nobody."""

import csv
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from integrations.interfaces import AdapterError

COLUMNS = ["発行番号", "宛名番号"]


class LinkFile:
    """The file at `path`."""

    name = "file"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._read: tuple[tuple[int, int], Mapping[str, str]] | None = None

    def addressee(self, serial: str) -> str:
        return self._rows().get(serial, "")

    def _rows(self) -> Mapping[str, str]:
        with self._lock:
            try:
                found = self._path.stat()
                facts = found.st_mtime_ns, found.st_size
                if self._read is None or self._read[0] != facts:
                    self._read = facts, read_links(self._path)
            except OSError as error:
                raise AdapterError("LINKS_UNREADABLE", type(error).__name__, permanent=False) from None
            return self._read[1]


def read_links(path: Path) -> dict[str, str]:
    """AdapterError where the file is not sound: a serial that stands for two people would be somebody else's card."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading, *rows = [cells for cells in csv.reader(file, strict=True) if cells] or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise AdapterError("LINKS_UNREADABLE", type(error).__name__, permanent=False) from None
    sound = heading == COLUMNS and all(len(cells) == 2 and cells[0].isdecimal() and cells[1] for cells in rows)
    links = {cells[0]: cells[1] for cells in rows} if sound else {}
    if not sound or len(links) != len(rows):
        raise AdapterError("LINKS_UNREADABLE", "its heading or a line", permanent=False)
    return links
