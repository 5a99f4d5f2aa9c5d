"""Effort of 児童手当 認定請求 when signed in (D2, D3): characters typed, screens, bytes of the largest page; of the procedures
that people file most (`tests/journeys/efforts.yaml`): characters, taps and pages.

Independent of the machine.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.journeys.efforts import Took, walks
from tests.journeys.family import ALLOWANCE, FOUR, UNOFFERED, file_allowance, served, written_extract


@dataclass(frozen=True)
class Figure:
    way: str
    typed: int
    most_typed: int
    screens: int
    largest: int
    most_screens: int = 14
    most_bytes: int = 60_000

    @property
    def summary(self) -> str:
        return (
            f"effort         {self.way:<28} {self.typed:>4} characters (≤ {self.most_typed})   {self.screens:>3} screens "
            f"(≤ {self.most_screens})   {self.largest:>6} bytes (≤ {self.most_bytes})"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "effort", **asdict(self)}


def measure(folder: Path) -> Iterator[Figure]:
    """(a) outer, card only; (c) single, register."""
    with served(folder / "outer", zone="outer") as service, service.resident() as visitor:
        took = file_allowance(service.cards, visitor, service.installation.catalogue.current(ALLOWANCE), UNOFFERED)
        yield Figure("(a) outer, card only", took.typed, 80, len(took.screens), took.largest)
    extract = str(written_extract(folder))
    inside = served(folder / "single", resident_register="file", register_file=extract)
    with inside as service, service.resident() as visitor:
        took = file_allowance(service.cards, visitor, service.installation.catalogue.current(ALLOWANCE), FOUR)
        yield Figure("(c) single, register", took.typed, 30, len(took.screens), took.largest)


def figures() -> Iterator[Figure | Took]:
    with tempfile.TemporaryDirectory() as folder:
        yield from measure(Path(folder))
        yield from walks(Path(folder))
