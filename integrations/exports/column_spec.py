import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from forms.text.reading import Sheet
from integrations.exports.formulas import formula_faults
from integrations.exports.sources import Source
from integrations.exports.standard.systems import GifName

Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]

_FORMAT = re.compile(r"([^%\x00-\x1f\"{}]|%[YmdHMSEeN])+")
REPEAT = r"^([a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*)?$"


def _sources(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _day_format(value: str) -> str:
    if not _FORMAT.fullmatch(value):
        raise ValueError(
            "write %Y %m %d %H %M %S, %E %e for the era and its year, %N for the fiscal year, and characters between them"
        )
    return value


class ColumnSpec(Sheet):
    # X text, N digits, D day, C code by a map, U precision of a day (map of year, month, day). `len` in `unit`: char
    # (without variation selectors), codepoint, utf16 or byte (in the file's encoding). Sources are joined without
    # empty ones, then `split` and `take` one piece, or the `signs` "1-3", then `as` a spelling. `default` replaces no
    # value.

    name: Words
    physical: Annotated[str, StringConstraints(pattern=r"^([A-Za-z][A-Za-z0-9_{}]{0,99})?$")] = ""
    type: Literal["X", "N", "D", "C", "U"] = "X"
    from_: Annotated[tuple[Source, ...], BeforeValidator(_sources), Field(alias="from")] = ()
    value: str = ""
    # Formula over `reads` (full name → text, number, date or yes_no); gives text for X and C, a number for N, a day
    # for D.
    compute: Annotated[str, StringConstraints(max_length=500)] = ""
    reads: Mapping[Source, Literal["text", "number", "date", "yes_no"]] = {}
    blank: bool = False
    join: str = ""
    split: Annotated[str, StringConstraints(max_length=5)] = ""
    take: Annotated[int, Field(ge=1, le=99)] | None = None
    signs: Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]{0,3}-[1-9][0-9]{0,3})?$")] = ""
    as_: Annotated[Literal["", "zengin", "katakana", "digits"], Field(alias="as")] = ""
    default: Annotated[str, StringConstraints(max_length=100)] = ""
    len: Annotated[int, Field(ge=1, le=32767)] | None = None
    unit: Literal["char", "codepoint", "utf16", "byte"] = "char"
    fmt: Annotated[str, AfterValidator(_day_format)] = ""
    map: str = ""
    eras: str = ""  # map for %E
    unknown: Literal["hold", "zeros", "nines", "spaces"] = "hold"  # for an unknown month or day
    fill: Literal["", "space", "zero"] = ""  # padding in fixed width, zeros on the left
    overflow: Literal["hold", "cut"] = "hold"  # hold, or cut and report
    # A repeat's rows in `most` columns ({n} in the names), or in one cell joined by `between`.
    each: Annotated[str, StringConstraints(pattern=REPEAT)] = ""
    most: Annotated[int, Field(ge=1, le=50)] | None = None
    beyond: Literal["hold", "leave_out"] = "hold"  # more rows hold the application, or are left out and reported
    between: Annotated[str, StringConstraints(max_length=5)] = ""
    gif: GifName = ""  # the item of GIF that it corresponds to
    document: str = ""  # a published one that has this item: its name in `documents`

    @property
    def filled_left(self) -> bytes:
        zeros = self.fill == "zero" or (not self.fill and self.type in ("N", "D"))
        return b"0" if zeros else b" " if self.type == "N" else b""

    @property
    def is_plain(self) -> bool:
        """One cell unchanged, for the fast path."""
        return not (self.split or self.signs or self.as_ or self.default or self.each or self.compute or self.people)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(source.removeprefix("answers.") for source in self.sources if source.startswith("answers."))

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(source.removeprefix("numbers.") for source in self.sources if source.startswith("numbers."))

    @property
    def sources(self) -> tuple[str, ...]:
        return (*self.from_, *self.reads)

    def shape_faults(self) -> Iterator[str]:
        yield from self._source_faults()
        if bool(self.split) != (self.take is not None):
            yield "split and take belong together"
        if self.signs and int(self.signs.split("-")[0]) > int(self.signs.split("-")[1]):
            yield 'signs counts from the first character: "1-3"'
        if self.each:
            if (self.most is None) == (not self.between):
                yield "rows go into several columns or one cell: write either most or between"
            if self.between and (self.type not in ("X", "C", "D") or self.len is None):
                yield "rows in one cell are text, codes or days, with a common len"
            if not self.fields and not self.people:
                yield "each takes rows of the answers"
        elif self.most is not None or self.between:
            yield "most and between belong to each"
        if self.beyond != "hold" and self.most is None:
            yield "beyond belongs to most"
        rows = self.most is not None
        if rows != ("{n}" in self.name) or (self.physical and rows != ("{n}" in self.physical)):
            yield "{n} is required in the name of a column for each row, and allowed nowhere else"
        if set("{}") & set(self.name.replace("{n}", "") + self.physical.replace("{n}", "")):
            yield "only {n} is allowed in the name of a column"

    def _source_faults(self) -> Iterator[str]:
        if self.people and not self._is_a_number:
            yield "a 個人番号 is written unchanged: from one person, type: N, len: 12, nothing else"
        if [bool(self.from_), bool(self.value), self.blank, bool(self.compute)].count(True) != 1:
            yield "write either from, value or compute, or blank: true"
        if not self.compute and self.reads:
            yield "reads says what a formula reads: compute"
        if self.compute and (self.split or self.signs or self.as_ or self.join):
            yield "a computed value is written unchanged: no split, signs, as or join"
        if self.compute:
            yield from formula_faults(self.compute, self.reads, self.type)

    @property
    def _is_a_number(self) -> bool:
        changed = self.compute or self.split or self.signs or self.as_ or self.default
        return self.type == "N" and self.len == 12 and len(self.from_) == 1 and not changed


class RowColumn(ColumnSpec):
    """The `nth` row of `each`."""

    nth: int
    last: bool = False  # reports further rows


def laid_out(columns: Sequence[ColumnSpec]) -> tuple[ColumnSpec, ...]:
    """Adjacent columns of a repeat are grouped by row."""
    laid: list[ColumnSpec] = []
    for (_, most), group in groupby(columns, key=lambda column: (column.each, column.most)):
        together = list(group)
        if most is None:
            laid += together
            continue
        for nth in range(1, most + 1):
            for index, column in enumerate(together):
                facts = {**vars(column), "name": column.name.replace("{n}", str(nth))}
                facts |= {"physical": column.physical.replace("{n}", str(nth)), "nth": nth}
                laid.append(RowColumn.model_construct(**facts, last=nth == most and index == 0))
    return tuple(laid)
