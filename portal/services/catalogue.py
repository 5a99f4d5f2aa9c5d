"""The published procedures, in memory: the newest of each, and every version that some application still needs."""

import threading
from collections.abc import Iterable
from functools import lru_cache

from forms.loading import from_canonical
from forms.procedure import Procedure
from forms.registry import field_types
from portal.db import Database, Unit
from portal.errors import NotFound
from portal.store import definitions

Published = tuple[tuple[int, int], list[definitions.DefinitionRow]]


class Catalogue:
    """Stored JSON is read once a version; YAML is never read here."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._versions: dict[str, Procedure] = {}
        self._current: dict[str, Procedure] = {}
        self._stand = (0, 0)

    def keep_up(self, unit: Unit) -> bool:
        """Whether anything was published since the last look; then it is offered from now on."""
        if definitions.stand(unit) == self._stand:
            return False
        self.refresh(unit)
        return True

    def refresh(self, unit: Unit) -> None:
        """Makes the last published versions the current ones."""
        self.take(self.look(unit))

    def look(self, unit: Unit) -> Published:
        """The last published versions, as rows, for `take`."""
        # Asked first: what is published while the rows are read is met again at the next look.
        return definitions.stand(unit), definitions.newest(unit)

    def take(self, published: Published) -> None:
        """Makes these the current ones. At a start outside of any unit: to read all of them takes seconds, on a busy machine
        more than the ten after which PostgreSQL closes a transaction that idles."""
        self._stand, rows = published
        current = {row.procedure: self._known(row) for row in rows}
        with self._lock:
            self._current = current

    def all(self) -> tuple[Procedure, ...]:
        return tuple(self._current.values())

    def current(self, procedure: str) -> Procedure:
        """NotFound if the city offers no such procedure."""
        try:
            return self._current[procedure]
        except KeyError:
            raise NotFound(procedure) from None

    def version(self, unit: Unit, meaning: str) -> Procedure:
        """The version an application is pinned to. KeyError if it was never published: a bug, a key forbids it."""
        known = self._versions.get(meaning)
        if known is not None:
            return known
        row = definitions.by_meaning(unit, meaning)
        if row is None:
            raise KeyError(meaning)
        return self._known(row)

    def _known(self, row: definitions.DefinitionRow) -> Procedure:
        with self._lock:
            known = self._versions.get(row.meaning)
            # The same meaning may have been published again with better translations.
            if known is None or known.canonical != row.canonical:
                known = self._versions[row.meaning] = _read(row.canonical)
            return known


@lru_cache(maxsize=512)  # some times what a city offers: a smaller one would forget each just before it is asked for
def _read(canonical: str) -> Procedure:
    """Frozen, so that services of one process share it: reading fifty takes a second."""
    return from_canonical(canonical, field_types())


def publish(database: Database, procedures: Iterable[Procedure], now: int) -> list[Procedure]:
    """Offers these from now on; all or nothing. Those whose meaning was not what is offered; of all others only the
    translations may be better."""
    fresh = []
    with database.write() as unit:
        for procedure in procedures:
            offered = definitions.newest_of(unit, procedure.id)
            if offered is None or offered.meaning != procedure.meaning:
                fresh.append(procedure)
            if offered is None or offered.canonical != procedure.canonical:
                definitions.add(
                    unit,
                    definitions.DefinitionRow(
                        procedure.meaning, procedure.id, procedure.version, procedure.canonical, now
                    ),
                )
        unit.commit()
    return fresh
