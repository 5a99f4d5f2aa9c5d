"""番号紐付情報 in one CSV file: 発行番号,宛名番号. Read again when it changes. A file with a fault tells nobody."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock

from forms.complaints import Refused
from integrations.interfaces import AdapterError
from integrations.register.register_csv import Reading, Sort, unfit

SERIAL, NUMBER = "発行番号", "宛名番号"


def _faults(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not (said[SERIAL].isascii() and said[SERIAL].isdigit()):
        yield SERIAL, "write the serial number of the certificate, digits alone"
    if not said[NUMBER] or unfit(said[NUMBER]):
        yield NUMBER, unfit(said[NUMBER]) or "it is empty"


LINKS = Sort("links.unfit", (SERIAL, NUMBER), _faults)


class LinkFile:
    """The file at `path`."""

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
                found = self._path.stat()
            except OSError as error:
                raise AdapterError("LINKS_UNREADABLE", type(error).__name__, permanent=False) from None
            facts = found.st_ino, found.st_mtime_ns, found.st_size
            if self._read is None or self._read[0] != facts:
                self._read = facts, read_links(self._path)
            return self._read[1]


def read_links(path: Path) -> dict[str, str]:
    """AdapterError where the file is not sound: a serial that stands for two people would be somebody else's card."""
    reading = Reading(path, LINKS)
    try:
        rows = [(said[SERIAL], said[NUMBER]) for _, said in reading.lines()]
        reading.finish()
    except Refused as refused:
        raise AdapterError("LINKS_UNREADABLE", type(refused).__name__, permanent=False) from None
    links = dict(rows)
    if len(links) != len(rows):
        raise AdapterError("LINKS_UNREADABLE", "a serial twice", permanent=False)
    return links
