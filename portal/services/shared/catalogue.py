"""The newest procedures and needed versions, in memory."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.definition.signed import SIGNED, as_signed
from forms.loading.newer import read_published
from forms.messages import LANGUAGES, sentences, written
from forms.text.speech import Speech
from portal.db import Database, Unit
from portal.errors import NeedsNewer, NotFound
from portal.logs import log
from portal.services.shared.kept_definitions import KeptDefinitions
from portal.store.procedures import definitions, procedure_stops


@dataclass(frozen=True)
class CityWords:
    """`moment`: the day, and a number that changes with the words of the city."""

    moment: Callable[[], tuple[date, int]]
    fill: Callable[[Procedure, date], Procedure]


Made = TypeVar("Made")
State = tuple[int, int, int]
Names = Mapping[str, tuple[int, int]]  # last edition and number of meanings of each procedure
Published = tuple[State, Names, list[definitions.DefinitionRow], Mapping[str, procedure_stops.StopRow]]


class Catalogue:
    # Parses JSON once per version; fills the city's `words` once a day and city. `kept`: parsed by an earlier process.
    def __init__(self, words: CityWords | None = None) -> None:
        self.kept: KeptDefinitions | None = None
        self._lock = threading.Lock()
        self._words = words
        self._filled: dict[str, tuple[tuple[date, int], Procedure, Procedure]] = {}
        self._versions: dict[str, tuple[int, Procedure]] = {}  # with the hash of what it was read from
        self._as_written: Catalogue | None = None
        self._current: dict[str, Procedure | definitions.DefinitionRow] = {}  # a row until somebody asks for it
        self._names: Names = {}  # of `_current`
        self._all: tuple[object, tuple[date, int] | None, tuple[Procedure, ...]] = (None, None, ())
        self._of_all: dict[Callable[..., Any], tuple[object, Any]] = {}
        self._loaded_state: State = (0, 0, 0)
        self.stops: Mapping[str, procedure_stops.StopRow] = {}

    def in_words(self, fill: Callable[[Procedure, date], Procedure]) -> "Catalogue":
        # The same versions in other words of the city.
        other = Catalogue(None if self._words is None else replace(self._words, fill=fill))
        other.kept, other.stops = self.kept, self.stops
        other._current, other._names = self._current, self._names
        other._versions, other._loaded_state = self._versions, self._loaded_state
        return other

    def keep_up(self, unit: Unit) -> bool:
        if _state(unit) == self._loaded_state:
            return False
        self.refresh(unit)
        return True

    def refresh(self, unit: Unit) -> None:
        # What is new here: no page waits for it.
        self.take(self.look(unit))
        for entry in tuple(self._current.values()):
            self._opened(entry)

    def look(self, unit: Unit) -> Published:
        # The revision is read first: a version published while the rows are read is then picked up by the next call. Of
        # what is here already only the name: the texts of all have five megabytes.
        state, names, here = _state(unit), definitions.newest_names(unit), self._names
        fresh = [procedure for procedure, name in names.items() if here.get(procedure) != name]
        rows = definitions.newest_among(unit, fresh) if here else definitions.newest(unit)
        return state, names, rows, procedure_stops.in_force(unit)

    def take(self, published: Published) -> None:
        # Reads each on demand. Call `all` outside of a transaction: PostgreSQL closes one that is idle for ten seconds.
        self._loaded_state, names, rows, self.stops = published
        with self._lock:
            fresh = {row.procedure: self._kept(row) or row for row in rows}
            self._current = {procedure: fresh.get(procedure) or self._current[procedure] for procedure in names}
            self._names = names

    def all(self) -> tuple[Procedure, ...]:
        # Each page of staff asks, for its menu.
        now, current = None if self._words is None else self._words.moment(), self._current
        of, then, filled = self._all
        if of is not current or then != now:
            filled = tuple(self._filled_at(now, self._opened(entry)) for entry in tuple(current.values()))
            self._all = current, now, filled
        return filled

    def unread(self) -> tuple[Procedure, ...]:
        # Published by a newer release, and read in part: closed (D389).
        return tuple(procedure for procedure in self.all() if not procedure.meaning)

    def of_all(self, make: Callable[[tuple[Procedure, ...]], Made]) -> Made:
        # Made once for each state of `all`: a page of the desk asks some of it twenty times.
        every = self.all()
        kept = self._of_all.get(make)
        if kept is None or kept[0] is not every:
            kept = self._of_all[make] = every, make(every)
        made: Made = kept[1]
        return made

    def current(self, procedure: str) -> Procedure:
        # Raises NotFound.
        try:
            return self.in_words_of_city(self._opened(self._current[procedure]))
        except KeyError:
            raise NotFound(procedure) from None

    def stopped_words(self, procedure: str) -> str:
        # For residents; "" while it is taken.
        stop = self.stops.get(procedure)
        return "" if stop is None else stop.words

    def _opened(self, entry: Procedure | definitions.DefinitionRow) -> Procedure:
        if isinstance(entry, Procedure):
            return entry
        known = self._known(entry)
        with self._lock:
            if self._current.get(entry.procedure) is entry:
                self._current[entry.procedure] = known
        return known

    def version(self, unit: Unit, meaning: str) -> Procedure:
        if meaning in self._versions:
            return self.in_words_of_city(self._versions[meaning][1])
        row = definitions.by_meaning(unit, meaning)
        if row is None:
            raise KeyError(meaning)
        return self.in_words_of_city(self._known(row))

    def as_written(self, unit: Unit, meaning: str) -> Procedure:
        # For a 確認票, and for what compares a version with a file: its assumed lines, signed or not (D394).
        row = definitions.by_meaning(unit, meaning)
        if row is None or not row.signed:
            return self.version(unit, meaning)
        if self._as_written is None:
            self._as_written = Catalogue(self._words)
        return self._as_written.in_words_of_city(self._as_written._known(replace(row, signed=False)))

    def in_words_of_city(self, procedure: Procedure) -> Procedure:
        return procedure if self._words is None else self._filled_at(self._words.moment(), procedure)

    def _filled_at(self, now: tuple[date, int] | None, procedure: Procedure) -> Procedure:
        # Filled once a day and city: its offices and amounts are dated.
        if self._words is None or now is None:
            return procedure
        then, written, filled = self._filled.get(procedure.meaning, (None, None, procedure))
        if then != now or written is not procedure:
            filled = self._words.fill(procedure, now[0])
            self._filled[procedure.meaning] = (now, procedure, filled)
        return filled

    def _kept(self, row: definitions.DefinitionRow) -> Procedure | None:
        read_from, known = self._versions.get(row.meaning, (0, None))
        # The same meaning may have been published again with better translations, or signed.
        return known if known is not None and read_from == _hash(row) else None

    def _known(self, row: definitions.DefinitionRow) -> Procedure:
        with self._lock:
            known = self._kept(row)
            if known is None:
                kept = self.kept
                kind, read = (SIGNED, _read_signed) if row.signed else ("procedure", _read)
                known = read(row.canonical) if kept is None else kept.procedure(row.canonical, read, kind)
                self._versions[row.meaning] = _hash(row), known
                if not known.meaning:
                    log.warning("definition of a newer release", procedure=row.procedure, version=row.version)
            return known


def _state(unit: Unit) -> State:
    return *definitions.revision(unit), procedure_stops.newest(unit)


def _hash(row: definitions.DefinitionRow) -> int:
    return hash((row.canonical, row.signed))


def _read_signed(canonical: str) -> Procedure:
    return as_signed(_read(canonical))


def _read(canonical: str) -> Procedure:
    # Without its text, which the database has: ten megabytes of a city's procedures.
    return replace(read_published(canonical, field_types()), canonical="")


_CHANGES: ContextVar[bool] = ContextVar("a request that changes something", default=False)


@contextmanager
def changing(changes: bool) -> Iterator[None]:
    before = _CHANGES.set(changes)
    try:
        yield
    finally:
        _CHANGES.reset(before)


def demand_whole(procedure: Procedure, *, changes: bool | None = None) -> Procedure:
    # Raises NeedsNewer: what this release reads of it in part is shown; a change would lose what it does not read (D389).
    if not procedure.meaning and (_CHANGES.get() if changes is None else changes):
        raise NeedsNewer(procedure.id)
    return procedure


KEPT = "公開していません。ブラウザーの「手続を作る」で管理しています（published in the workshop, the file does not replace it）。"


def of_workshop(database: Database) -> frozenset[str]:
    # Ids; a file of that name is not published (D254).
    with database.read() as unit:
        return frozenset(row.procedure for row in definitions.of_workshop(unit))


def publish(database: Database, procedures: Iterable[Procedure], now: int, *, signed: bool = False) -> list[Procedure]:
    # All or nothing. Those whose meaning changed; what the workshop published stays (D254). `signed`: each line of all.
    fresh = []
    with database.change() as unit:
        for procedure in procedures:
            offered = definitions.newest_of(unit, procedure.id)
            if offered is not None and offered.origin == definitions.WORKSHOP:
                continue
            if offered is None or offered.meaning != procedure.meaning:
                fresh.append(procedure)
            if offered is None or offered.canonical != procedure.canonical or (signed and not offered.signed):
                row = definitions.DefinitionRow(
                    procedure.meaning, procedure.id, procedure.version, procedure.canonical, now, signed=signed
                )
                definitions.add(unit, row)
    return fresh


def speech_of(procedure: Procedure, language: str) -> Speech:
    texts = written(language) if language in LANGUAGES else sentences(language)
    return Speech(language, texts, procedure.texts.get(language, {}))
