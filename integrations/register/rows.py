"""Residents in memory, indexed for lookups."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from integrations.sockets.register_socket import Resident


class Rows:
    """Immutable."""

    def __init__(self, residents: Iterable[Resident]) -> None:
        self._named: dict[tuple[str, date], list[Resident]] = defaultdict(list)
        self._born: dict[date, list[Resident]] = defaultdict(list)
        self._numbered: dict[str, Resident] = {}
        self._households: dict[str, list[Resident]] = defaultdict(list)
        for resident in residents:
            self._named[resident.name, resident.birth].append(resident)
            self._born[resident.birth].append(resident)
            self._numbered[resident.id] = resident
            self._households[resident.household].append(resident)

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        return tuple(self._named.get((name, birth), ()))

    def born(self, birth: date) -> tuple[Resident, ...]:
        return tuple(self._born.get(birth, ()))

    def resident(self, number: str) -> Resident | None:
        return self._numbered.get(number)

    def household(self, household: str) -> tuple[Resident, ...]:
        return tuple(self._households.get(household, ()))


class HeldInRows(ABC):
    @abstractmethod
    def _rows(self) -> Rows:
        """Current residents. Raises AdapterError."""

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        return self._rows().find(name, birth)

    def born(self, birth: date) -> tuple[Resident, ...]:
        return self._rows().born(birth)

    def resident(self, number: str) -> Resident | None:
        return self._rows().resident(number)

    def household(self, household: str) -> tuple[Resident, ...]:
        return self._rows().household(household)
