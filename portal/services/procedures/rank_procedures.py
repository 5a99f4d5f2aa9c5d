"""The city's pins, use, the event's subject, reading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forms.definition.procedure import Procedure

_MOST = 1000


@dataclass(frozen=True)
class Ranking:
    first: Mapping[str, Sequence[str]] = field(default_factory=dict)  # event → pinned procedures
    used: Sequence[str] = ()  # the most used first

    def order(self, procedures: Iterable[Procedure], event: str = "") -> list[Procedure]:
        return sorted(procedures, key=lambda procedure: self.place(procedure, event))

    def place(self, procedure: Procedure, event: str = "") -> tuple[int, int, int, str]:
        pinned = [self.first.get(event, ())] if event else self.first.values()
        return (
            min((_index(procedure.id, row) for row in pinned), default=_MOST),
            _index(procedure.id, self.used),
            procedure.events.index(event) if event in procedure.events else 0,
            procedure.kana,
        )

    def weight(self, procedure: Procedure) -> float:
        """0 to 3, for searches: as much as the step from a search word to a title."""
        pinned, used, _, _ = self.place(procedure)
        return max(3 - pinned / 4, 2 - used / 10, 0.0)


def _index(procedure: str, row: Sequence[str]) -> int:
    return row.index(procedure) if procedure in row else _MOST
