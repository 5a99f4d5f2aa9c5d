"""People in memory, found by name and birth and by household: what plugs that read a whole file share."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from integrations.interfaces import Resident


class Rows:
    """Everybody of one reading. Frozen once made."""

    def __init__(self, residents: Iterable[Resident]) -> None:
        self._named: dict[tuple[str, date], list[Resident]] = defaultdict(list)
        self._households: dict[str, list[Resident]] = defaultdict(list)
        for one in residents:
            self._named[one.name, one.birth].append(one)
            self._households[one.household].append(one)

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        return tuple(self._named.get((name, birth), ()))

    def household(self, household: str) -> tuple[Resident, ...]:
        return tuple(self._households.get(household, ()))
