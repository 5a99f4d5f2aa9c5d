"""Several look-ups as one. Knows only that the first one that knows a code is right."""

from forms.environment import Town
from integrations.interfaces import TownLookup


class Chain:
    """Asks in order; the city's own rows stand first, because a city may know better than the package."""

    def __init__(self, *lookups: TownLookup) -> None:
        self._lookups = lookups

    def towns(self, postal: str) -> tuple[Town, ...]:
        for lookup in self._lookups:
            if found := lookup.towns(postal):
                return found
        return ()
