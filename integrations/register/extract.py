"""A city's extract (住基), read when it changes (docs/register.md)."""

from pathlib import Path
from threading import Lock

from forms.complaints import Complaint, Refused
from integrations.register.register_csv import Reading
from integrations.register.residents import RESIDENTS, resident_of
from integrations.register.rows import HeldInRows, Rows
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import UNREADABLE, Resident


class Extract(HeldInRows):
    name = "file"
    fake = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._read: tuple[tuple[int, ...], Rows | Refused] | None = None

    def check(self) -> None:
        """Raises Refused."""
        result = self._newest()
        if isinstance(result, Refused):
            raise result

    def ready(self) -> bool:
        try:
            self._rows()
        except AdapterError:
            return False
        return True

    def _rows(self) -> Rows:
        # A broken file stops lookups: the former may lack a protection.
        result = self._newest()
        if isinstance(result, Refused):
            raise AdapterError(UNREADABLE, type(result).__name__, permanent=False)
        return result

    def _newest(self) -> Rows | Refused:
        # One thread reads.
        with self._lock:
            try:
                status = self._path.stat()
                facts = status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size
                if self._read is None or facts != self._read[0]:
                    self._read = facts, self._people()
            except OSError as error:
                problem = f"it cannot be read ({error.strerror})"
                return Refused([Complaint(str(self._path), 1, 1, RESIDENTS.complaint, problem)])
            return self._read[1]

    def _people(self) -> Rows | Refused:
        try:
            return Rows(read_extract(self._path))
        except Refused as refused:
            return refused


def read_extract(path: Path) -> tuple[Resident, ...]:
    """Raises Refused."""
    reading = Reading(path, RESIDENTS)
    entries = [(line, resident_of(cells)) for line, cells in reading.lines()]
    reading.finish()
    seen: set[str] = set()
    for line, resident in entries:
        if resident.id in seen:  # duplicates could disagree about protection
            reading.complain(line, RESIDENTS.columns[0], "the same number is in an earlier line")
        seen.add(resident.id)
    reading.finish()
    return tuple(resident for _, resident in entries)
