"""Announcements, re-read: emergencies appear within seconds."""

import threading
from datetime import date, timedelta
from time import monotonic

from forms.city.announcements import ON_EVERY_PAGE, Announcement, AnnouncementsFile
from forms.city.city import City
from forms.complaints import Refused
from forms.text.reading import read_sheet
from portal.logs import log_bug

FILE = "announcements.yaml"
_PAUSE = 2.0
KEPT = timedelta(days=90)


class Board:
    """An invalid file leaves the previous announcements; complaints are logged. What administrators wrote in the browser
    goes before the file."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._path = city.folder / FILE
        self._file = city.announcements
        self._lock = threading.Lock()
        self._looked = monotonic()
        self._told_of: str = ""

    def on_every_page(self, on: date) -> list[Announcement]:
        standing = [
            announcement
            for announcement in self._read().announcements
            if announcement.kind in ON_EVERY_PAGE and announcement.holds(on)
        ]
        return sorted(standing, key=lambda announcement: (ON_EVERY_PAGE.index(announcement.kind), announcement.from_))

    def now(self, on: date) -> list[Announcement]:
        return sorted(
            (announcement for announcement in self._read().announcements if announcement.holds(on)),
            key=lambda announcement: announcement.from_,
            reverse=True,
        )

    def past(self, on: date) -> list[Announcement]:
        every = self._read().announcements
        ended = [
            announcement for announcement in every if announcement.to is not None and on - KEPT <= announcement.to < on
        ]
        return sorted(ended, key=lambda announcement: announcement.from_, reverse=True)

    def _read(self) -> AnnouncementsFile:
        if FILE in self._city.laid:
            return self._city.announcements
        with self._lock:
            if monotonic() - self._looked >= _PAUSE:
                self._looked = monotonic()
                self.read_again()
            return self._file

    def read_again(self) -> None:
        try:
            self._file = read_sheet(self._path, AnnouncementsFile) if self._path.exists() else AnnouncementsFile()
            self._told_of = ""
        except (Refused, OSError) as error:
            if str(error) != self._told_of:
                self._told_of = str(error)
                log_bug("announcements", error)
