"""Kept lists in memory: the database's, else the city file's."""

import json

from forms.city.city import City
from forms.path.environment import ListEntry
from portal.db import Unit
from portal.store.procedures import kept_lists
from portal.store.procedures.kept_lists import EntryRow


class KeptLists:
    def __init__(self, city: City) -> None:
        self._city = city
        self._known: dict[str, tuple[int, tuple[ListEntry, ...]]] = {}

    def entries(self, list_name: str) -> tuple[ListEntry, ...]:
        """Every entry, whatever its days."""
        known = self._known.get(list_name)
        return self._city.entries(list_name) if known is None else known[1]

    def keep_up(self, unit: Unit) -> None:
        """Call it in a unit that has changed no list: what it reads stays."""
        for list_name, revision in kept_lists.revisions(unit).items():
            if self._known.get(list_name, (0,))[0] != revision:
                self._known[list_name] = (revision, tuple(map(entry_of, kept_lists.entries(unit, list_name))))


def entry_of(row: EntryRow) -> ListEntry:
    return ListEntry(
        row.key, row.label, row.kana, row.easy, row.english, row.starts, row.ends, row.note, json.loads(row.cells)
    )
