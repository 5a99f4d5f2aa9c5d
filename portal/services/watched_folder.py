"""Folders that somebody else puts files into: what has not changed between two rounds is finished, and what was done with is moved aside."""

import os
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Unchanged:
    """What stood there in the last round: whoever copies a file there is given time to finish."""

    marks: Mapping[Path, Hashable] = field(default_factory=dict)

    def of(self, marks: Mapping[Path, Hashable]) -> list[Path]:
        """Those that stand there as they stood. `marks`: of everything that is there now."""
        same = [path for path, mark in marks.items() if self.marks.get(path) == mark]
        self.marks = marks
        return same


def put_aside(path: Path, where: str) -> None:
    """Into a folder beside it, under a name that nothing there has. OSError."""
    aside = path.parent / where
    aside.mkdir(exist_ok=True)
    number, free = 1, aside / path.name
    while free.exists():
        number += 1
        free = aside / f"{path.name}.{number}"
    os.replace(path, free)
