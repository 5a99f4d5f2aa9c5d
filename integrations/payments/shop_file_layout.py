import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from forms.text.reading import Fault, Sheet, read_sheet

SHIPPED = Path(__file__).parent / "shop_files"
Kind = Literal["provisional", "settled", "undone", "other"]
Words = Annotated[str, StringConstraints(min_length=1, max_length=300)]
# What a field is. `same` repeats a part of the bars, which it must equal; "" is not read, but has its width.
Means = Literal["", "kind", "day", "time", "bars", "yen", "same", "shop", "paid_out", "made"]
_ONCE = ("kind", "day", "bars")


class ShopField(Sheet):
    name: Words
    means: Means = ""
    width: Annotated[int, Field(gt=0)] | None = None  # bytes
    prefix: str = ""  # before the digits of the bars
    of: tuple[int, int] = (0, 0)  # `same`: from and to, counted from 1
    digits: bool = False
    # `confirmed`: read in a public source; `assumed`: made up or inferred.
    basis: Literal["confirmed", "assumed"]


class ShopRecord(Sheet):
    mark: str = ""  # the first character of its lines; "": there are no others
    fields: Annotated[tuple[ShopField, ...], Field(min_length=1)]


class ShopFileLayout(Sheet):
    # `fixed`: header, data and trailer any number of times, then one end.

    file: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Words
    sources: Annotated[tuple[Words, ...], Field(min_length=1)]
    shape: Literal["csv", "fixed"]
    width: int = 0
    header: ShopRecord | None = None
    data: ShopRecord
    trailer: ShopRecord | None = None
    end: ShopRecord | None = None
    kinds: Mapping[Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")], Kind]
    kind_names: Mapping[str, Words]

    @cached_property
    def records(self) -> dict[str, ShopRecord]:
        return {
            name: record for name in ("header", "data", "trailer", "end") if (record := getattr(self, name)) is not None
        }

    def faults(self) -> Iterator[Fault]:
        if self.kinds.keys() != self.kind_names.keys():
            yield ("kind_names",), "name each kind, and no other"
        for means in _ONCE:
            if sum(field.means == means for field in self.data.fields) != 1:
                yield ("data", "fields"), f"one field means {means}"
        if self.shape == "csv":
            if set(self.records) != {"data"} or self.width or self.data.mark:
                yield ("shape",), "a CSV has lines of data alone, below their titles"
            return
        if set(self.records) != {"header", "data", "trailer", "end"}:
            yield ("shape",), "a file of fixed width has header, data, trailer and end"
        marks = [record.mark for record in self.records.values()]
        if len(set(marks)) < len(marks) or any(len(mark) != 1 for mark in marks):
            yield ("shape",), "each kind of line has another first character"
        for name, record in self.records.items():
            if sum(field.width or 0 for field in record.fields) + len(record.mark) != self.width:
                yield (name, "fields"), f"the widths and the mark are not {self.width} together"
        for name, record in self.records.items():
            for index, field in enumerate(record.fields):
                if field.width is None:
                    yield (name, "fields", index, "width"), "a field of a file of fixed width has a width"


def layout_of(name: str) -> ShopFileLayout:
    """`name`: shipped, or a path. Raises Refused."""
    shipped = SHIPPED / f"{name}.yaml"
    path = shipped if re.fullmatch("[a-z][a-z0-9-]*", name) and shipped.exists() else Path(name)
    return read_sheet(path, ShopFileLayout)


def csv_lines(text: str) -> list[list[str]]:
    """Raises csv.Error."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))
