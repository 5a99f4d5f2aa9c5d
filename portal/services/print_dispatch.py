"""One PDF of a batch: the cover list (発送簿), then each letter, every one beginning on an odd page, so that printed on both sides
no sheet carries two people's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from portal.clock import TOKYO
from portal.services.installation import Installation
from portal.services.print_form import written_day
from portal.services.print_letter import LONG_3, Letter, letters_content
from portal.services.typeset import Paper, typeset


@dataclass(frozen=True)
class CoverLine:
    """No address: the list is carried about."""

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


def print_dispatch(installation: Installation, printed: Printed) -> Paper:
    """The same letters give the same bytes. Outside a unit of work."""
    content = letters_content(installation, printed.letters, LONG_3) | {
        "title": f"発送簿 {printed.batch}",
        "cover": {
            "number": str(printed.batch), "day": written_day(printed.day), "office": printed.office,
            "lines": [
                [
                    f"{printed.batch}-{line.place}", f"{line.name}　様", line.title, line.number, line.receipt_number,
                    "簡易書留" if line.registered else "普通", line.checked_by,
                ]
                for line in printed.lines
            ],
        },
    }  # fmt: skip
    return typeset("letter", content, datetime.combine(printed.day, time.min, TOKYO))
