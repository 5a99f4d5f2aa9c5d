"""Branches of all Japan from the rows that the zengin-code package carries (金融機関コード・店番).

Reads its files and never imports the package: importing it loads every branch there is.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

from forms.environment import Branch
from integrations.banks.names import spellings

_KEPT = 64  # banks whose branches stay in memory


class ZenginRows:
    """`folder`: with banks.json and branches/; by default the installed package's. FileNotFoundError if there is none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or _installed()
        if not (self._folder / "banks.json").is_file():
            raise FileNotFoundError(f"no banks at {self._folder}")
        self._branches = lru_cache(_KEPT)(self._read_branches)

    # Read at the first look-up: a service whose procedures ask for no account never needs them.

    @cached_property
    def _banks(self) -> Mapping[str, Mapping[str, str]]:
        return _read(self._folder / "banks.json")

    @cached_property
    def _codes(self) -> Mapping[str, list[str]]:
        codes: dict[str, list[str]] = defaultdict(list)
        for code, bank in self._banks.items():
            for spelling in spellings(bank["name"], bank["kana"]):
                codes[spelling].append(code)
        return codes

    def banks(self, bank: str, branch: str) -> tuple[Branch, ...]:
        named = {code for spelling in spellings(bank) for code in self._codes.get(spelling, ())}
        codes = [bank] if bank in self._banks else sorted(named)
        rows = [row for code in codes for row in self._branches(code)]
        return tuple(row for row, names in rows if not branch or branch == row.branch or spellings(branch) & names)

    def _read_branches(self, code: str) -> tuple[tuple[Branch, frozenset[str]], ...]:
        bank = self._banks[code]
        return tuple(
            (
                Branch(code, bank["name"], bank["kana"], row["code"], row["name"], row["kana"]),
                spellings(row["name"], row["kana"]),
            )
            for row in _read(self._folder / "branches" / f"{code}.json").values()
        )


def _read(path: Path) -> Mapping[str, Mapping[str, str]]:
    rows: Mapping[str, Mapping[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _installed() -> Path:
    spec = find_spec("zengin_code")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package zengin-code is not installed")
    return Path(spec.origin).parent / "source-data" / "data"
