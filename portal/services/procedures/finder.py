"""Word index, deadlines and most used procedures, one per process."""

import re
import threading
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from forms.guide.guide import Guide
from forms.text.foreign_day import is_foreign
from forms.text.translations import Own, own_in
from portal.clock import to_micro
from portal.db import Unit
from portal.services.procedures.find_procedures import Search, find_procedures
from portal.services.procedures.near_deadlines import Deadline, near_deadlines
from portal.services.procedures.offered_questions import offered_questions
from portal.services.procedures.rank_procedures import Ranking
from portal.services.procedures.search_index import SearchIndex
from portal.services.shared.needs import Records
from portal.store.procedures import uses

DAYS = 90
# Only the order is public, and only of procedures that many used: a small number could identify a neighbour.
FEWEST = 10
_KEEP = 600_000_000  # ten minutes
_DAY = 86_400_000_000
_LATIN = re.compile("[A-Za-z]{3}")


class Finder:
    def __init__(self, installation: Records, guides: Mapping[str, Guide] = MappingProxyType({})) -> None:
        self.installation = installation
        self._guides = guides
        self._lock = threading.Lock()
        self._built_for: tuple[object, ...] = ()
        self._indexes: dict[str, tuple[Own, SearchIndex]] = {}  # by language
        self._deadlines: Sequence[Deadline] = ()
        self._counted_at: int | None = None
        self._used: Sequence[str] = ()

    def find(self, asked: str, ranking: Ranking, language: str = "ja") -> Search:
        """Latin letters are read as English where the language is written without them."""
        if not is_foreign(language):
            language = "en" if _LATIN.search(asked) else "ja"
        self.keep_up()
        with self._lock:
            if language not in self._indexes or self._indexes[language][0] is not own_in(language):
                self._indexes[language] = own_in(language), self._read(language)
            index = self._indexes[language][1]
        return find_procedures(index, asked, ranking)

    def ranking(self, unit: Unit) -> Ranking:
        return Ranking(self.installation.city.entrance.first, self.most_used(unit))

    def deadlines(self) -> Sequence[Deadline]:
        self.keep_up()
        return self._deadlines

    def most_used(self, unit: Unit) -> Sequence[str]:
        """Used by at least `FEWEST` in the last `DAYS` days."""
        now = to_micro(self.installation.clock.now())
        with self._lock:
            if self._counted_at is not None and 0 <= now - self._counted_at < _KEEP:
                return self._used
            self._counted_at = now  # concurrent callers get the previous order
        every = [procedure.id for procedure in self.installation.catalogue.all()]
        counted = uses.counts_since(unit, every, now - DAYS * _DAY)
        enough = sorted((-count, procedure) for procedure, count in counted.items() if count >= FEWEST)
        self._used = tuple(procedure for _, procedure in enough)
        return self._used

    def keep_up(self) -> None:
        """After changes of a procedure or the day, and at a start."""
        procedures = self.installation.catalogue.all()
        city = self.installation.city
        current = (self.installation.clock.today(), city.entrance, city.synonyms, city.laid, *map(id, procedures))
        with self._lock:
            if current != self._built_for:
                self._indexes = {}
                self._deadlines = near_deadlines(self.installation)
                self._built_for = current

    def _read(self, language: str) -> SearchIndex:
        city, procedures = self.installation.city, self.installation.catalogue.all()
        faq = [row for _, rows in offered_questions(city, procedures, self._guides) for row in rows]
        return SearchIndex(procedures, city.synonyms, self._guides.values(), city.entrance.elsewhere, language, faq)
