"""Several lookups in order."""

from forms.path.environment import Branch
from integrations.sockets.interfaces import BankLookup


class Chain:
    def __init__(self, *lookups: BankLookup) -> None:
        self._lookups = lookups

    def banks(self, bank: str, branch: str) -> tuple[Branch, ...]:
        for lookup in self._lookups:
            if branches := lookup.banks(bank, branch):
                return branches
        return ()
