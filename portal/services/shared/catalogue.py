"""Published procedures in memory: the newest, and every version that an application needs."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import from_canonical
from forms.messages import sentences
from forms.text.speech import Speech
from portal.db import Database, Unit
from portal.errors import NotFound
from portal.store.procedures import definitions


@dataclass(frozen=True)
class CityWords:
    today: Callable[[], date]
    fill: Callable[[Procedure, date], Procedure]


Published = tuple[tuple[int, int], list[definitions.DefinitionRow]]


class Catalogue:
    """Parses JSON once per version; fills the city's `words` once a day."""

    def __init__(self, words: CityWords | None = None) -> None:
        self._lock = threading.Lock()
        self._words = words
        self._filled: dict[str, tuple[date, str, Procedure]] = {}
        self._versions: dict[str, Procedure] = {}
        self._current: dict[str, Procedure] = {}
        self._loaded_state = (0, 0)

    def keep_up(self, unit: Unit) -> bool:
        if definitions.revision(unit) == self._loaded_state:
            return False
        self.refresh(unit)
        return True

    def refresh(self, unit: Unit) -> None:
        self.take(self.look(unit))

    def look(self, unit: Unit) -> Published:
        # The revision is read first: a version published while the rows are read is then picked up by the next call.
        return definitions.revision(unit), definitions.newest(unit)

    def take(self, published: Published) -> None:
        """Call it outside of a transaction: parsing takes seconds, and PostgreSQL closes a transaction idle for ten."""
        self._loaded_state, rows = published
        current = {row.procedure: self._known(row) for row in rows}
        with self._lock:
            self._current = current

    def all(self) -> tuple[Procedure, ...]:
        if self._words is None:
            return tuple(self._current.values())
        today = self._words.today()
        return tuple(self._filled_on(self._words, today, procedure) for procedure in self._current.values())

    def current(self, procedure: str) -> Procedure:
        """Raises NotFound."""
        try:
            return self._in_words(self._current[procedure])
        except KeyError:
            raise NotFound(procedure) from None

    def version(self, unit: Unit, meaning: str) -> Procedure:
        known = self._versions.get(meaning)
        if known is not None:
            return self._in_words(known)
        row = definitions.by_meaning(unit, meaning)
        if row is None:
            raise KeyError(meaning)
        return self._in_words(self._known(row))

    def _in_words(self, procedure: Procedure) -> Procedure:
        return procedure if self._words is None else self._filled_on(self._words, self._words.today(), procedure)

    def _filled_on(self, words: CityWords, today: date, procedure: Procedure) -> Procedure:
        """Once a day: offices and amounts are dated."""
        day, canonical, filled = self._filled.get(procedure.meaning, (None, "", procedure))
        if day != today or canonical != procedure.canonical:
            filled = words.fill(procedure, today)
            self._filled[procedure.meaning] = (today, procedure.canonical, filled)
        return filled

    def _known(self, row: definitions.DefinitionRow) -> Procedure:
        with self._lock:
            known = self._versions.get(row.meaning)
            # The same meaning may have been published again with better translations.
            if known is None or known.canonical != row.canonical:
                known = self._versions[row.meaning] = _read(row.canonical)
            return known


# Several times what a city offers: a smaller cache would evict each version just before its next use.
@lru_cache(maxsize=512)
def _read(canonical: str) -> Procedure:
    return from_canonical(canonical, field_types())


def publish(database: Database, procedures: Iterable[Procedure], now: int) -> list[Procedure]:
    """All or nothing. Those whose meaning changed."""
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


def speech_of(procedure: Procedure, language: str) -> Speech:
    return Speech(language, sentences(language), procedure.texts.get(language, {}))
