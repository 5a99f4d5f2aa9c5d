"""Unchanged files are complete, processed ones move aside."""

import os
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Unchanged:
    marks: Mapping[Path, Hashable] = field(default_factory=dict)

    def of(self, marks: Mapping[Path, Hashable]) -> list[Path]:
        same = [path for path, mark in marks.items() if self.marks.get(path) == mark]
        self.marks = marks
        return same


def put_aside(path: Path, folder: str) -> None:
    """Raises OSError."""
    aside = path.parent / folder
    aside.mkdir(exist_ok=True)
    number, free = 1, aside / path.name
    while free.exists():
        number += 1
        free = aside / f"{path.name}.{number}"
    os.replace(path, free)
