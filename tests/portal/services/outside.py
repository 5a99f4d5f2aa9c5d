"""Workbooks and definitions of questions from elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from xlsxwriter import Workbook

from forms.city.city import load_city
from forms.complaints import Complaint, errors
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text, read_library
from forms.loading.library import SHIPPED
from portal.services.procedures.check_definition import check_definition
from portal.services.workshop.outside_questions import Collected
from portal.services.workshop.write_outside import write_outside

CITY = load_city(SHIPPED / "cities" / "mihon")
HERE: Any = SimpleNamespace(
    city=CITY,
    clock=SimpleNamespace(today=lambda: date(2026, 11, 20)),
    settings=SimpleNamespace(procedures=Path("none")),
)


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    made = BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    sheet.write_string(row, column, cell)
    return made.getvalue()


def written(collected: Collected) -> tuple[Procedure, list[Complaint]]:
    # With its errors, and not its warnings.
    text = write_outside(HERE, collected)
    procedure = load_text(text, "new.yaml", fields=field_types(), library=read_library((SHIPPED,)))
    return procedure, errors(check_definition(procedure, CITY))


def refusals(collected: Collected) -> list[tuple[str, str]]:
    return [(each.place, each.words) for each in collected.untaken]
