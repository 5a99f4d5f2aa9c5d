"""A provider's file of what it settled."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.text.japanese import plain
from portal.clock import iso_day
from portal.services.shared.read_table import Fault, read_table

TAKEN, RETURNED, OTHER = "taken", "returned", "other"
PAID_OUT = "paid_out"  # to the city's account: where the rest goes, no part of it
MOST_FAULTS = 20
_YEN = re.compile(r"([+-]?\d{1,12})(?:\.0*)?", re.ASCII)
_YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Columns:
    """Titles of one kind of file; `kinds` is what its column `kind` says."""

    number: str
    kind: str
    amount: str  # of returned money it may be negative
    fee: str
    at: str  # begins with the ISO day
    kinds: Mapping[str, str]


# Stripe: the itemised payout reconciliation report with the column of our metadata.
# https://docs.stripe.com/reports/payout-reconciliation https://docs.stripe.com/reports/reporting-categories
FILES = (
    Columns(
        "payment_metadata[number]", "reporting_category", "gross", "fee", "created",
        {"charge": TAKEN, "refund": RETURNED, "payout": PAID_OUT, "payout_reversal": PAID_OUT},
    ),
    Columns("number", "state", "amount", "fee", "at", {"paid": TAKEN, "refunded": RETURNED}),
)  # fmt: skip


@dataclass(frozen=True)
class SettledLine:
    number: str  # of our order; "": not ours, for example a fee of the month
    kind: str
    named: str  # the file's own word for the kind
    amount: int  # yen, positive unless `kind` is OTHER or PAID_OUT
    fee: int
    day: date


def read_settlement(content: bytes) -> tuple[tuple[SettledLine, ...], tuple[Fault, ...]]:
    table = read_table(content)
    if isinstance(table, Fault):
        return (), (table,)
    head = [cell.strip() for cell in table[0]]
    columns = next(
        (layout for layout in FILES if {layout.number, layout.kind, layout.amount, layout.fee, layout.at} <= set(head)),
        None,
    )
    if columns is None:
        asked = "、".join((FILES[0].number, FILES[0].kind, FILES[0].amount, FILES[0].fee, FILES[0].at))
        return (), (Fault(1, 0, f"支払いのサービスの精算のファイルとして読めません。いる列：{asked}"),)
    lines: list[SettledLine] = []
    faults: list[Fault] = []
    for place, cells in enumerate(table[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        line = _line(columns, head, cells)
        if line is None:
            faults.append(Fault(place, 0, "金額（円）か日付が読めません。"))
        else:
            lines.append(line)
    return tuple(() if faults else lines), tuple(faults[:MOST_FAULTS])


def _line(columns: Columns, head: Sequence[str], cells: Sequence[str]) -> SettledLine | None:
    row = dict(zip(head, (cell.strip() for cell in cells), strict=False))
    amount, fee = _yen(row.get(columns.amount, "")), _yen(row.get(columns.fee, "") or "0")
    day = iso_day(row.get(columns.at, "")[:10])
    if amount is None or fee is None or day is None or day.year not in _YEARS:
        return None
    named = row.get(columns.kind, "")
    kind = columns.kinds.get(named, OTHER)
    return SettledLine(
        row.get(columns.number, ""), kind, named, amount if kind in (OTHER, PAID_OUT) else abs(amount), fee, day
    )


def _yen(text: str) -> int | None:
    yen = _YEN.fullmatch(plain(text).replace(",", ""))
    return int(yen[1]) if yen else None
