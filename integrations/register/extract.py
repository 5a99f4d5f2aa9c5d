"""A city's own extract of its register (住基): one CSV file, read again when it changes. docs/register.md says how it is
written. A file with a fault is refused whole, every fault at once: half a register would be a wrong one."""

from pathlib import Path
from threading import Lock

from forms.complaints import Complaint, Refused
from integrations.interfaces import AdapterError
from integrations.register.register_csv import Reading
from integrations.register.residents import RESIDENTS, resident_of
from integrations.register.rows import HeldInRows, Rows
from integrations.register_socket import Resident


class Extract(HeldInRows):
    """The people of the file at `path`, read at the first look-up and when it has changed. A broken file is read once, too."""

    name = "file"
    fake = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._read: tuple[tuple[int, ...], Rows | Refused] | None = None

    def check(self) -> None:
        """Refused, with every fault, if the file cannot be used."""
        found = self._newest()
        if isinstance(found, Refused):
            raise found

    def ready(self) -> bool:
        try:
            self._rows()
        except AdapterError:
            return False
        return True

    def _rows(self) -> Rows:
        """Those of the file as it is now. A day's file that is broken stops the look-up: yesterday's protection may be out
        of date, and nobody would notice."""
        found = self._newest()
        if isinstance(found, Refused):
            raise AdapterError("REGISTER_UNREADABLE", type(found).__name__, permanent=False)
        return found

    def _newest(self) -> Rows | Refused:
        """Read by one thread, however many look up at the same moment: each copy is a whole city."""
        with self._lock:
            try:
                found = self._path.stat()
                facts = found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size
                if self._read is None or facts != self._read[0]:
                    self._read = facts, self._people()
            except OSError as error:
                told = f"it cannot be read ({error.strerror})"
                return Refused([Complaint(str(self._path), 1, 1, RESIDENTS.complaint, told)])
            return self._read[1]

    def _people(self) -> Rows | Refused:
        try:
            return Rows(read_extract(self._path))
        except Refused as refused:
            return refused


def read_extract(path: Path) -> tuple[Resident, ...]:
    """Everybody in the file. `Refused` with every complaint."""
    reading = Reading(path, RESIDENTS)
    found = [(line, resident_of(said)) for line, said in reading.lines()]
    reading.finish()
    seen: set[str] = set()
    for line, one in found:
        if one.id in seen:  # one number is one person: two of them might be protected and not
            reading.complain(line, RESIDENTS.columns[0], "the same number stands in an earlier line")
        seen.add(one.id)
    reading.finish()
    return tuple(one for _, one in found)
