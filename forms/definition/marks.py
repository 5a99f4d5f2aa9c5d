"""Where each path of a definition is in its text."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Marks(Mapping[str, tuple[int, int]]):
    # Line and column. Packed, as complaints and descriptions alone ask for them: as dicts those of 160 definitions took 6 MB of each process
    # (`kakanai bench memory`).

    packed: bytes

    @classmethod
    def of(cls, marks: Mapping[str, tuple[int, int]]) -> "Marks":
        return cls(zlib.compress(json.dumps(marks).encode(), 1))

    def __getitem__(self, path: str) -> tuple[int, int]:
        return _opened(self.packed)[path]

    def __iter__(self) -> Iterator[str]:
        return iter(_opened(self.packed))

    def __len__(self) -> int:
        return len(_opened(self.packed))


@lru_cache(2)  # who asks for one asks for many of them
def _opened(packed: bytes) -> Mapping[str, tuple[int, int]]:
    return {path: (line, column) for path, (line, column) in json.loads(zlib.decompress(packed)).items()}
