"""The city's pins, use, the event's subject, reading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from forms.definition.procedure import Procedure

_MOST = 1000


@dataclass(frozen=True)
class Ranking:
    first: Mapping[str, Sequence[str]] = field(default_factory=dict)  # event → pinned procedures
    used: Sequence[str] = ()  # the most used first

    def order(self, procedures: Iterable[Procedure], event: str = "") -> list[Procedure]:
        return sorted(procedures, key=lambda procedure: self.place(procedure, event))

    def place(self, procedure: Procedure, event: str = "") -> tuple[int, int, int, str]:
        return (
            self._pinned_in(event).get(procedure.id, _MOST),
            self._used.get(procedure.id, _MOST),
            procedure.events.index(event) if event in procedure.events else 0,
            procedure.kana,
        )

    def weight(self, procedure: Procedure) -> float:
        """0 to 3, for searches: as much as the step from a search word to a title."""
        pinned, used, _, _ = self.place(procedure)
        return max(3 - pinned / 4, 2 - used / 10, 0.0)

    @cached_property
    def _used(self) -> Mapping[str, int]:
        return _places([self.used])

    def _pinned_in(self, event: str) -> Mapping[str, int]:
        if event not in self._pinned:
            self._pinned[event] = _places([self.first.get(event, ())] if event else self.first.values())
        return self._pinned[event]

    @cached_property
    def _pinned(self) -> dict[str, Mapping[str, int]]:
        return {}


def _places(rows: Iterable[Sequence[str]]) -> Mapping[str, int]:
    placed = sorted(((number, name) for row in rows for number, name in enumerate(row)), reverse=True)
    return {name: number for number, name in placed}  # the least of each
