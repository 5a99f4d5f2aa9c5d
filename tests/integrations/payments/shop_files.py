"""Files of collecting agencies, written from their layouts."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from integrations.payments.shop_file_layout import ShopField, ShopFileLayout, ShopRecord

MADE = "20261125"


@dataclass(frozen=True)
class Written:
    kind: str  # the file's code
    digits: str
    day: date = date(2026, 11, 20)
    time: str = "1815"
    shop: str = "110001"
    paid_out: date | None = None


def written(layout: ShopFileLayout, lines: Sequence[Written]) -> bytes:
    if layout.shape == "fixed":
        kinds = [
            layout.records["header"],
            *[layout.data] * len(lines),
            layout.records["trailer"],
            layout.records["end"],
        ]
        rows = [None, *lines, None, None]
        return b"".join(_fixed(record, line) for record, line in zip(kinds, rows, strict=True))
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([field.name for field in layout.data.fields])
    for line in lines:
        table.writerow([_cell(field, line) for field in layout.data.fields])
    return text.getvalue().encode("cp932")


def _fixed(record: ShopRecord, line: Written | None) -> bytes:
    cells = [record.mark.encode()]
    for field in record.fields:
        cells.append(_cell(field, line).encode("cp932").ljust(field.width or 0)[: field.width])
    return b"".join(cells) + b"\r\n"


def _cell(field: ShopField, line: Written | None) -> str:
    if line is None:
        return MADE if field.means == "made" else "0" * (field.width or 0)
    match field.means:
        case "kind":
            return line.kind
        case "day":
            return f"{line.day:%Y%m%d}"
        case "time":
            return line.time
        case "bars":
            return field.prefix + line.digits
        case "yen":
            return str(int(line.digits[37:43]))
        case "same":
            return line.digits[field.of[0] - 1 : field.of[1]]
        case "shop":
            return "010" if field.digits else line.shop[: field.width]
        case "paid_out":
            return f"{line.paid_out:%Y%m%d}" if line.paid_out else "0" * (field.width or 1)
        case "made":
            return MADE
    return "0" * (field.width or 1) if field.digits else "見本" if field.width is None else ""
