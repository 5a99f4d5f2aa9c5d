"""Branches from the city's own rows (`banks.yaml`)."""

from collections.abc import Callable, Iterable

from forms.path.environment import Branch
from integrations.banks.names import spellings


class CityRows:
    """`rows`: as the city has them at each look-up."""

    def __init__(self, rows: Callable[[], Iterable[Branch]]) -> None:
        self._rows = rows

    def banks(self, bank: str, branch: str) -> tuple[Branch, ...]:
        of_bank = (row for row in self._rows() if _means(bank, row.bank, row.bank_name, row.bank_kana))
        return tuple(
            row for row in of_bank if not branch or _means(branch, row.branch, row.branch_name, row.branch_kana)
        )


def _means(typed: str, code: str, name: str, kana: str) -> bool:
    return typed == code or not spellings(typed).isdisjoint(spellings(name, kana))
