"""The 発送簿 of a batch, then letters, each on an odd page: duplex printing mixes no recipients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from forms.city.city import City
from forms.numbers.calendar import in_era
from portal.clock import TOKYO
from portal.services.notices.print_letter import LONG_3, Letter, letters_content
from portal.services.paper.join_papers import join_papers
from portal.services.paper.typeset import Paper, typeset


@dataclass(frozen=True)
class CoverLine:
    """Without address."""

    place: int
    name: str
    title: str
    number: str
    receipt_number: str
    registered: bool
    checked_by: str


@dataclass(frozen=True)
class Printed:
    batch: int
    day: date
    office: str
    lines: Sequence[CoverLine]
    letters: Sequence[Letter]


def print_dispatch(city: City, printed: Printed) -> Paper:
    """Reproducible bytes. Outside a unit."""
    made, own = datetime.combine(printed.day, time.min, TOKYO), _runs(printed.letters)
    first = typeset("letter", letters_content(city, own[0], LONG_3) | _cover(printed), made)
    papers, missing = [first.pdf], first.missing
    for letters in own[1:]:
        if letters[0].pdf:
            papers.append(letters[0].pdf)
            if letters[0].explained is None:
                continue
        more = typeset("letter", letters_content(city, letters, LONG_3), made)
        papers.append(more.pdf)
        missing += more.missing
    return Paper(first.pdf if len(papers) == 1 else join_papers(papers), missing)


def _runs(letters: Sequence[Letter]) -> list[list[Letter]]:
    # In order: letters together, each core system's paper alone.
    runs: list[list[Letter]] = [[]]
    for letter in letters:
        if letter.pdf or (runs[-1] and runs[-1][0].pdf):
            runs.append([letter])
        else:
            runs[-1].append(letter)
    return runs


def _cover(printed: Printed) -> dict[str, Any]:
    return {
        "title": f"発送簿 {printed.batch}",
        "cover": {
            "number": str(printed.batch), "day": in_era(printed.day), "office": printed.office,
            "lines": [
                [
                    f"{printed.batch}-{line.place}", f"{line.name}　様", line.title, line.number, line.receipt_number,
                    "簡易書留" if line.registered else "普通", line.checked_by,
                ]
                for line in printed.lines
            ],
        },
    }  # fmt: skip
