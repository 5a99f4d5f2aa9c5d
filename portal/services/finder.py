"""What helps to find a procedure, made once for all who look, one a process: the index of words, deadlines, what is used."""

import threading
from collections.abc import Sequence

from portal.clock import to_micro
from portal.db import Unit
from portal.services.find_procedures import Search, find_procedures
from portal.services.installation import Installation
from portal.services.near_deadlines import Deadline, near_deadlines
from portal.services.search_index import SearchIndex
from portal.store import uses

DAYS = 90
# Only an order is told, and only of what many have used: a handful of applications could be somebody's neighbour.
FEWEST = 10
_KEEP = 600_000_000  # ten minutes
_DAY = 86_400_000_000


class Finder:
    """Made anew when something was published, at midnight, and every ten minutes what is counted."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self._lock = threading.Lock()
        self._stand: tuple[object, ...] = ()
        self._index = SearchIndex((), installation.city.synonyms)
        self._deadlines: Sequence[Deadline] = ()
        self._counted_at: int | None = None
        self._used: Sequence[str] = ()

    def find(self, asked: str) -> Search:
        self._keep_up()
        return find_procedures(self._index, asked)

    def deadlines(self) -> Sequence[Deadline]:
        """The nearest first."""
        self._keep_up()
        return self._deadlines

    def most_used(self, unit: Unit) -> Sequence[str]:
        """Ids of procedures, the most used of the last `DAYS` days first; none that fewer than `FEWEST` used."""
        now = to_micro(self.installation.clock.now())
        with self._lock:
            if self._counted_at is not None and 0 <= now - self._counted_at < _KEEP:
                return self._used
            self._counted_at = now  # whoever asks meanwhile gets the order of before
        every = [procedure.id for procedure in self.installation.catalogue.all()]
        counted = uses.counts_since(unit, every, now - DAYS * _DAY)
        enough = sorted((-count, procedure) for procedure, count in counted.items() if count >= FEWEST)
        self._used = tuple(procedure for _, procedure in enough)
        return self._used

    def _keep_up(self) -> None:
        procedures = self.installation.catalogue.all()
        stand = (self.installation.clock.today(), *map(id, procedures))
        with self._lock:
            if stand != self._stand:
                self._index = SearchIndex(procedures, self.installation.city.synonyms)
                self._deadlines = near_deadlines(self.installation)
                self._stand = stand
