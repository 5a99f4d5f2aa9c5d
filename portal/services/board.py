"""The city's announcements as they stand in its file now: an emergency is on every page seconds after it was saved."""

import threading
from datetime import date, timedelta
from pathlib import Path
from time import monotonic

from forms.announcements import ON_EVERY_PAGE, Announcement, AnnouncementsFile
from forms.complaints import Refused
from forms.reading import read_sheet
from portal.logs import log_bug

_PAUSE = 2.0
KEPT = timedelta(days=90)


class Board:
    """One a process. A file that does not hold leaves what was told before; its complaints are in the log."""

    def __init__(self, folder: Path, first: AnnouncementsFile) -> None:
        self._path = folder / "announcements.yaml"
        self._file = first
        self._lock = threading.Lock()
        self._looked = monotonic()
        self._told_of: str = ""

    def on_every_page(self, on: date) -> list[Announcement]:
        """Emergencies first."""
        standing = [one for one in self._read().announcements if one.kind in ON_EVERY_PAGE and one.holds(on)]
        return sorted(standing, key=lambda one: (ON_EVERY_PAGE.index(one.kind), one.from_))

    def now(self, on: date) -> list[Announcement]:
        """What holds today, the newest first."""
        return sorted(
            (one for one in self._read().announcements if one.holds(on)), key=lambda one: one.from_, reverse=True
        )

    def past(self, on: date) -> list[Announcement]:
        """What ended not long ago, the newest first."""
        every = self._read().announcements
        ended = [one for one in every if one.to is not None and on - KEPT <= one.to < on]
        return sorted(ended, key=lambda one: one.from_, reverse=True)

    def _read(self) -> AnnouncementsFile:
        with self._lock:
            if monotonic() - self._looked >= _PAUSE:
                self._looked = monotonic()
                self.read_again()
            return self._file

    def read_again(self) -> None:
        """Only a changed file is really read."""
        try:
            self._file = read_sheet(self._path, AnnouncementsFile) if self._path.exists() else AnnouncementsFile()
            self._told_of = ""
        except (Refused, OSError) as error:
            if str(error) != self._told_of:
                self._told_of = str(error)
                log_bug("announcements", error)
