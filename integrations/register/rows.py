"""People in memory, found by name and birth and by household: what plugs that read a whole file share."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from integrations.register_socket import Resident


class Rows:
    """Everybody of one reading. Frozen once made."""

    def __init__(self, residents: Iterable[Resident]) -> None:
        self._named: dict[tuple[str, date], list[Resident]] = defaultdict(list)
        self._born: dict[date, list[Resident]] = defaultdict(list)
        self._numbered: dict[str, Resident] = {}
        self._households: dict[str, list[Resident]] = defaultdict(list)
        for one in residents:
            self._named[one.name, one.birth].append(one)
            self._born[one.birth].append(one)
            self._numbered[one.id] = one
            self._households[one.household].append(one)

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        return tuple(self._named.get((name, birth), ()))

    def born(self, birth: date) -> tuple[Resident, ...]:
        return tuple(self._born.get(birth, ()))

    def resident(self, number: str) -> Resident | None:
        return self._numbered.get(number)

    def household(self, household: str) -> tuple[Resident, ...]:
        return tuple(self._households.get(household, ()))


class HeldInRows(ABC):
    """A register all of whose people are at hand: what every look-up of the socket is then."""

    @abstractmethod
    def _rows(self) -> Rows:
        """Those of now. AdapterError where they cannot be had."""

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        return self._rows().find(name, birth)

    def born(self, birth: date) -> tuple[Resident, ...]:
        return self._rows().born(birth)

    def resident(self, number: str) -> Resident | None:
        return self._rows().resident(number)

    def household(self, household: str) -> tuple[Resident, ...]:
        return self._rows().household(household)
