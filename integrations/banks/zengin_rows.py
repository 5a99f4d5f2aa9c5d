"""The zengin-code package's files; importing it would load every branch."""

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

from forms.path.environment import Branch
from integrations.banks.names import spellings

_KEPT = 64  # banks with cached branches


class ZenginRows:
    """`folder`: with banks.json and branches/. Raises FileNotFoundError."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or _installed()
        if not (self._folder / "banks.json").is_file():
            raise FileNotFoundError(f"no banks at {self._folder}")
        self._branches = lru_cache(_KEPT)(self._read_branches)

    # Read at the first lookup: many services never ask for an account.

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
