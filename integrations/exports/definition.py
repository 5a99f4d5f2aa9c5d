"""A layout file as frozen types: what a layout may say. Knows neither records nor how a file is written."""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from forms.reading import Fault, Sheet
from integrations.exports.characters import ENCODINGS
from integrations.exports.days import ERA_IDS

Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$")]

# What each kind of line can name, beside constants. `answers` are the cells of a question, `row` where a row stands,
# `answer` one line of the tall answer file, `code` one of the code table, `item` one of the table of questions; `count` and
# `sum` what a line about the whole batch says of its other lines.
ROOTS = {
    "application": ("head", "batch", "answers"),
    "row": ("head", "batch", "answers", "row"),
    "table": ("head", "batch", "row"),
    "answer": ("head", "batch", "answer"),
    "code": ("batch", "code"),
    "item": ("batch", "item"),
    "batch": ("batch", "count", "sum"),
}
ITEMS = {
    "row": ("place", "outer", "number", "unanswered"),
    "answer": ("item", "heading", "row", "code", "value", "other", "place", "state"),
    "code": ("procedure", "version", "item", "code", "label"),
    "item": ("procedure", "version", "item", "heading", "repeat"),
}
_SOURCE = re.compile(r"(head|batch|row|answer|code|item)\.[a-z0-9_]+|answers(\.[a-z0-9_]+)+|count\.[a-z0-9.-]+|sum\..+")
_REPEAT = r"^([a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*)?$"
# 100 leaves room for what is put in and behind it: a file system takes 255.
_NAME = re.compile(r"[A-Za-z0-9{][A-Za-z0-9._{}:%-]{0,99}")
_DAY_FORMAT = re.compile(r"([^%\x00-\x1f\"{}]|%[YmdHMS])+")
_FORMAT = re.compile(r"([^%\x00-\x1f\"{}]|%[YmdHMSEe])+")
_COLUMNS_OF_A_SHEET = 16_384  # ECMA-376


def _sources(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _source(value: str) -> str:
    if not _SOURCE.fullmatch(value):
        raise ValueError(
            "write head.<key>, batch.<fact>, answers.<field>[.<part>], an item of row, answer, code, item, "
            "count.<record> or sum.<record>.<column>"
        )
    root, name = value.split(".", 1)
    known = ITEMS.get(root)
    if known and name not in known:
        raise ValueError(f"{root} has only {', '.join(known)}")
    return value


def _file_name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(
            "a file name has ASCII letters, digits, dot, hyphen and underline only, 100 at most and no dot first"
        )
    for _, name, form, conversion in Formatter().parse(value):
        if name is None:
            continue
        if name not in ("layout", "city_code", "batch", "stem", "table", "ts") or conversion:
            raise ValueError("write {layout}, {city_code}, {batch}, {stem}, {table} or {ts:%Y%m%d}")
        if form and (name != "ts" or not _DAY_FORMAT.fullmatch(form)):
            raise ValueError("only {ts:…} has a form, of %Y %m %d %H %M %S")
    return value


def _day_format(value: str) -> str:
    if not _FORMAT.fullmatch(value):
        raise ValueError("write %Y %m %d %H %M %S, %E %e for the era and its year, and signs between them")
    return value


def _policy(value: str) -> str:
    if value != "hold" and not re.match(r"^replace:.$", value):
        raise ValueError('write hold, or "replace:〓" with one character')
    return value


def _no_value(value: str) -> str:
    if value not in ("nothing", "quoted") and not re.fullmatch(r"token:[!-~]{1,20}", value):
        raise ValueError("write nothing, quoted, or token:NULL with the word that stands for no value")
    return value


def _body(value: str) -> str:
    fields = [part[1:] for part in Formatter().parse(value) if part[1] is not None]
    if not value.isascii() or any(field != ("rows", "", None) for field in fields):
        raise ValueError("write ASCII, and {rows} for the number of applications")
    return value


FileName = Annotated[str, AfterValidator(_file_name)]
Policy = Annotated[str, AfterValidator(_policy)]
NoValue = Annotated[str, AfterValidator(_no_value)]


class Done(Sheet):
    """The end marker: written last, so that whoever waits for it finds everything else complete."""

    name: FileName
    body: Annotated[str, AfterValidator(_body)] = ""


class FileSpec(Sheet):
    """How the files look. `fixed`: columns of so many bytes; `jsonl`: a JSON object a line. `last_newline`: whether the last
    line ends, too. `quoting` of csv and tsv: strings quotes all but type N. `no_value` of csv and tsv: nothing between the
    separators, quoted, or a word. `formulas`: defuse puts ' before a text that a spreadsheet would compute; keep is for
    readers that are no spreadsheet."""

    kind: Literal["csv", "tsv", "fixed", "jsonl", "xlsx"]
    encoding: Literal["utf-8", "utf-8-sig", "utf-16le-bom", "cp932", "cp932-ibm"] = "utf-8"
    newline: Literal["crlf", "lf", "none"] = "crlf"
    last_newline: bool = True
    quoting: Literal["all", "minimal", "strings", "none"] = "all"
    no_value: NoValue = "nothing"
    embedded_newline: Literal["reject", "space", "keep"]
    formulas: Literal["defuse", "keep"]
    header: Literal["names", "none"] = "names"
    name: FileName
    done: Done

    @property
    def separator(self) -> str:
        return "\t" if self.kind == "tsv" else ","

    @property
    def line_end(self) -> str:
        return {"crlf": "\r\n", "lf": "\n", "none": ""}[self.newline]

    @property
    def null(self) -> str:
        """What stands where there is no value."""
        known = {"nothing": "", "quoted": '""'}
        return known[self.no_value] if self.no_value in known else self.no_value.removeprefix("token:")

    @property
    def is_text(self) -> bool:
        return self.kind != "xlsx"

    def contradictions(self) -> Iterator[str]:
        """What does not go together."""
        if self.kind in ("fixed", "jsonl") and self.header != "none":
            yield f"a {self.kind} file has no heading: write header: none"
        if self.newline == "none" and self.kind != "fixed":
            yield "only lines of fixed width can do without an end"
        if self.kind == "fixed" and self.encoding == "utf-16le-bom":
            yield "columns of fixed width are counted in bytes: take another encoding"
        if self.quoting == "none" and (self.no_value == "quoted" or self.embedded_newline == "keep"):
            yield "without quotes nothing can be quoted: no_value is nothing or a word, embedded_newline reject or space"


class Unmappable(Sheet):
    """What happens to a character that the encoding cannot hold: hold the application, or replace the character."""

    default: Policy
    columns: Mapping[str, Policy] = {}


class ColumnSpec(Sheet):
    """One column. Types: X text, N digits, D day, C code by a map, U how much of a day is known (a map of year, month, day). `len` in `unit`: char (without variation selectors),
    codepoint, utf16 or byte (of the file's encoding). Several sources are joined, those without value left out. `fill`: with
    what a column of fixed width is filled; zeros from the left. `overflow`: what is longer holds the application, or is cut
    and reported. `eras`: the map of the codes of %E; `unknown`: what stands for a month or a day that is not known."""

    name: Words
    type: Literal["X", "N", "D", "C", "U"] = "X"
    from_: Annotated[
        tuple[Annotated[str, AfterValidator(_source)], ...], BeforeValidator(_sources), Field(alias="from")
    ] = ()
    value: str = ""
    join: str = ""
    len: Annotated[int, Field(ge=1, le=32767)] | None = None
    unit: Literal["char", "codepoint", "utf16", "byte"] = "char"
    fmt: Annotated[str, AfterValidator(_day_format)] = ""
    map: str = ""
    eras: str = ""
    unknown: Literal["hold", "zeros", "nines", "spaces"] = "hold"
    fill: Literal["", "space", "zero"] = ""
    overflow: Literal["hold", "cut"] = "hold"

    @property
    def filled_left(self) -> bytes:
        """With what a column of fixed width is filled from the left; b"" where it is filled with spaces behind."""
        zeros = self.fill == "zero" or (not self.fill and self.type in ("N", "D"))
        return b"0" if zeros else b" " if self.type == "N" else b""


class RecordSpec(Sheet):
    """One kind of line. A file of its own (`name`, the first one's is `file.name`), or in that of another one (`within`); for
    xlsx a worksheet.

    `row` is one line for each row of the repeat `of`. `table` has a column for each question behind those that stand here:
    one file or worksheet for each version of a procedure, and one for each of its repeats; `{table}` in its name tells them
    apart. In those a question that was not asked has nothing, one that was left empty has an empty text. `batch` is one line in
    all, before the others of its file or, with `at: last`, behind them."""

    id: Id
    foreach: Literal["application", "row", "table", "answer", "code", "item", "batch"]
    of: Annotated[str, StringConstraints(pattern=_REPEAT)] = ""
    title: Annotated[str, StringConstraints(pattern=r"^[^\[\]:*?/\\']{1,31}$")]
    name: FileName = ""
    within: str = ""
    at: Literal["first", "last"] = "first"
    columns: Annotated[tuple[ColumnSpec, ...], Field(min_length=1)]


class AppliesTo(Sheet):
    """The procedure and the versions that a layout fits; `any` fits every procedure."""

    procedure: str
    from_version: int = 1
    to_version: int | None = None


class LayoutFile(Sheet):
    """A whole layout. `basis` says where it comes from and is printed in the manifest; `protected`: whether people under
    protection (DV支援措置, 秘匿) may leave by it."""

    layout: Id
    version: Words
    basis: Literal["fact", "vendor", "assumption"]
    title: Words
    purpose: Literal["department", "core-system", "number-use"]
    protected: Literal["leave_out", "include"] = "leave_out"
    applies_to: AppliesTo
    file: FileSpec
    unmappable: Unmappable
    records: Annotated[tuple[RecordSpec, ...], Field(min_length=1)]
    maps: Mapping[str, Mapping[str, str]] = {}

    def faults(self) -> Iterator[Fault]:
        """What only shows when the parts are seen together."""
        for at, record in enumerate(self.records):
            names = [column.name for column in record.columns]
            for fault in self._record_faults(at, record):
                yield ("records", at), fault
            for of, column in enumerate(record.columns):
                place = ("records", at, "columns", of)
                if names.index(column.name) != of:
                    yield (*place, "name"), f"the column {column.name} stands twice: give one of them another name"
                for fault in self._column_faults(record, column):
                    yield place, f"{column.name}: {fault}"
        every = {column.name for record in self.records for column in record.columns}
        for name in self.unmappable.columns.keys() - every:
            yield ("unmappable", "columns", name), f"no column is called {name}"
        yield from self._file_faults()

    def _record_faults(self, at: int, record: RecordSpec) -> Iterator[str]:
        if (record.foreach == "row") != bool(record.of):
            yield "a line of row, and no other, says of which repeat: of"
        tables = record.foreach == "table"
        name = record.name if at else self.file.name
        if self.file.is_text and tables != ("{table}" in name):
            yield "the name of a table, and no other, has {table}: there is one for each version and repeat"
        if tables and self.file.quoting == "none":
            yield "without quotes nobody could tell an answer left empty from a question that was not asked"
        if record.at == "last" and record.foreach != "batch":
            yield "only a line of batch can stand behind the others: at"
        if record.foreach == "batch" and not self.file.is_text:
            yield "a workbook has no line about the batch: its manifest has one"
        if record.within:
            yield from self._within_faults(at, record)

    def _within_faults(self, at: int, record: RecordSpec) -> Iterator[str]:
        outer = next((one for one in self.records[:at] if one.id == record.within), None)
        if outer is None or outer.within or "table" in (outer.foreach, record.foreach):
            yield "within names a kind of line before this one that has a file of its own, and is no table"
        if record.name or not self.file.is_text:
            yield "a line that stands in another's file has no name of its own, and a workbook has no such lines"
        if self.file.header == "names":
            yield "lines of several kinds in one file have no heading in common: write header: none"

    def _column_faults(self, record: RecordSpec, column: ColumnSpec) -> Iterator[str]:
        if bool(column.from_) == bool(column.value):
            yield "write either from or value"
        for source in column.from_:
            root = source.split(".")[0]
            if root not in ROOTS[record.foreach]:
                yield f"a line of {record.foreach} knows only {', '.join(ROOTS[record.foreach])}, not {source}"
            elif root in ("count", "sum") and source not in self.figures:
                yield f"{source} is none of {', '.join(self.figures) or 'the lines of this layout'}"
        yield from self._type_faults(column)
        yield from self._width_faults(column)
        if ENCODINGS[self.file.encoding].bytes_of(column.name) is None:
            yield f"the heading cannot be written in {self.file.encoding}"

    def _type_faults(self, column: ColumnSpec) -> Iterator[str]:
        if (column.type == "D") != bool(column.fmt):
            yield "fmt belongs to type D, and type D needs it"
        if (column.type in ("C", "U")) != bool(column.map):
            yield "map belongs to types C and U, and they need it"
        for name in filter(None, (column.map, column.eras)):
            if name not in self.maps:
                yield f"no map is called {name}"
        if column.type == "U" and not {"year", "month", "day"} <= self.maps.get(column.map, {}).keys():
            yield "the map of type U has year, month and day"
        if ("%E" in column.fmt) != bool(column.eras):
            yield "eras belongs to a fmt with %E, and that needs it"
        if column.eras and not self.maps.get(column.eras, {}).keys() <= set(ERA_IDS):
            yield f"the map of eras has only {', '.join(ERA_IDS)}"

    def _width_faults(self, column: ColumnSpec) -> Iterator[str]:
        if self.file.kind == "fixed" and (column.len is None or column.unit != "byte"):
            yield "a column of fixed width says how many bytes it takes: len, and unit: byte"
        if column.fill and self.file.kind != "fixed":
            yield "only columns of fixed width are filled"
        if column.overflow == "cut" and (column.type != "X" or column.len is None):
            yield "only a text with a len can be cut"
        bare = self.file.separator if self.file.kind in ("csv", "tsv") and self.file.quoting == "none" else ""
        written = (column.value, column.fmt, column.join, *self.maps.get(column.map, {}).values())
        if bare and any(bare in text for text in written):
            yield "without quotes the sign between columns cannot stand in one"

    @property
    def figures(self) -> tuple[str, ...]:
        """What a line about the whole batch can count and add up: lines of a kind, and their columns of digits."""
        told = [record for record in self.records if record.foreach != "batch"]
        sums = [
            f"sum.{record.id}.{column.name}"
            for record in told
            if record.foreach in ("application", "row")
            for column in record.columns
            if column.type == "N"
        ]
        return (*(f"count.{record.id}" for record in told), *sums)

    def _file_faults(self) -> Iterator[Fault]:
        for fault in self.file.contradictions():
            yield ("file",), fault
        if len({record.id for record in self.records}) < len(self.records):
            yield ("records",), "every kind of line needs an id of its own"
        if "{stem}" in self.file.name:
            yield ("file", "name"), "{stem} is made from this name and cannot stand in it"
        names = self._file_names()
        if "" in names or len(set(names)) < len(names):
            said = "every kind of line after the first needs a file name of its own, and so do manifest and end marker"
            yield ("records",), said
        if self.file.kind == "xlsx":
            yield from self._sheet_faults()
        policies = (self.unmappable.default, *self.unmappable.columns.values())
        for policy in policies:
            if policy != "hold" and ENCODINGS[self.file.encoding].bytes_of(policy[-1]) is None:
                yield ("unmappable",), f"{policy[-1]} itself cannot be written in {self.file.encoding}"

    def _file_names(self) -> list[str]:
        """With what is put in for {stem}, so that two ways to write one name are seen."""
        others = [record.name for record in self.records[1:] if not record.within] if self.file.is_text else []
        stem = self.file.name.rsplit(".", 1)[0]
        templates = (self.file.name, *others, "{stem}.manifest.json", self.file.done.name)
        return [template.replace("{stem}", stem) for template in templates]

    def _sheet_faults(self) -> Iterator[Fault]:
        if len({record.title.casefold() for record in self.records}) < len(self.records):
            yield ("records",), "every worksheet needs a title of its own"
        if any(len(record.columns) > _COLUMNS_OF_A_SHEET for record in self.records):
            yield ("records",), f"a worksheet has at most {_COLUMNS_OF_A_SHEET} columns"
