"""Several lookups in order."""

from forms.path.environment import Town
from integrations.sockets.interfaces import TownLookup


class Chain:
    def __init__(self, *lookups: TownLookup) -> None:
        self._lookups = lookups

    def towns(self, postal: str) -> tuple[Town, ...]:
        for lookup in self._lookups:
            if towns := lookup.towns(postal):
                return towns
        return ()
