"""番号紐付情報 (CSV), read when it changes."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock

from forms.complaints import Refused
from integrations.register.register_csv import Reading, Sort, unfit
from integrations.sockets.interfaces import AdapterError

SERIAL, NUMBER = "発行番号", "宛名番号"


def _faults(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not (cells[SERIAL].isascii() and cells[SERIAL].isdigit()):
        yield SERIAL, "write the serial number of the certificate, digits alone"
    if not cells[NUMBER] or unfit(cells[NUMBER]):
        yield NUMBER, unfit(cells[NUMBER]) or "it is empty"


LINKS = Sort("links.unfit", (SERIAL, NUMBER), _faults)


class LinkFile:
    name = "file"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._read: tuple[tuple[int, int, int], Mapping[str, str]] | None = None

    def addressee(self, serial: str) -> str:
        return self._rows().get(serial, "")

    def _rows(self) -> Mapping[str, str]:
        with self._lock:
            try:
                status = self._path.stat()
            except OSError as error:
                raise AdapterError("LINKS_UNREADABLE", type(error).__name__, permanent=False) from None
            facts = status.st_ino, status.st_mtime_ns, status.st_size
            if self._read is None or self._read[0] != facts:
                self._read = facts, read_links(self._path)
            return self._read[1]


def read_links(path: Path) -> dict[str, str]:
    """Raises AdapterError: a duplicate serial could be another's card."""
    reading = Reading(path, LINKS)
    try:
        rows = [(cells[SERIAL], cells[NUMBER]) for _, cells in reading.lines()]
        reading.finish()
    except Refused as refused:
        raise AdapterError("LINKS_UNREADABLE", type(refused).__name__, permanent=False) from None
    links = dict(rows)
    if len(links) != len(rows):
        raise AdapterError("LINKS_UNREADABLE", "a serial twice", permanent=False)
    return links
