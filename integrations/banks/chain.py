"""Several look-ups as one. Knows only that the first one that knows a branch is right."""

from forms.environment import Branch
from integrations.interfaces import BankLookup


class Chain:
    """Asks in order; the city's own rows stand first, because a city may know better than the package."""

    def __init__(self, *lookups: BankLookup) -> None:
        self._lookups = lookups

    def banks(self, bank: str, branch: str) -> tuple[Branch, ...]:
        for lookup in self._lookups:
            if found := lookup.banks(bank, branch):
                return found
        return ()
