"""XLSX of a few tables, in memory."""

# Text is never a formula.

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

Cell = str | int | float | None  # a float is a share
_WIDTHS = 10, 40
_WRITTEN = datetime(2000, 1, 1)  # noqa: DTZ001 - the same tables are the same bytes


class SheetTable(NamedTuple):
    title: str
    heads: tuple[str, ...]
    lines: Sequence[tuple[Cell, ...]]


def write_workbook(tables: Iterable[SheetTable]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - 2 MB that a process needs from its first workbook on

    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": _WRITTEN})
        strong, share = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "0.0%"})
        for table in tables:
            sheet = book.add_worksheet(table.title)
            for column, head in enumerate(table.heads):
                sheet.write_string(0, column, head, strong)
                texts = [cell for line in table.lines if isinstance(cell := line[column], str)]
                widest = max((2 * len(text) for text in texts), default=0)
                sheet.set_column(column, column, min(max(_WIDTHS[0], widest), _WIDTHS[1]))
            for row, line in enumerate(table.lines, 1):
                for column, cell in enumerate(line):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write_number(row, column, cell, share if isinstance(cell, float) else None)
            sheet.freeze_panes(1, 0)
    return content.getvalue()
