"""A layout file as frozen types."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from forms.rules.faults import did_you_mean
from forms.text.reading import Day, Fault, Sheet
from integrations.exports.characters import ENCODINGS
from integrations.exports.column_spec import REPEAT, ColumnSpec, Words, laid_out
from integrations.exports.days import ERA_IDS
from integrations.exports.file_spec import FileName, FileSpec
from integrations.exports.sources import FIGURES, OF_BATCH_LINES, ROOTS
from integrations.exports.standard.systems import UNREAD, SystemName
from integrations.sockets.layout_socket import NUMBER_USE

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$")]
_COLUMNS_OF_A_SHEET = 16_384  # ECMA-376
# Lines about applications: the only kinds a split layout may have.
_OF_APPLICATIONS = ("application", "row", "answer", "attachment", "part", "batch")


def _policy(value: str) -> str:
    if value not in ("hold", "propose", "kana") and not re.match(r"^replace:.$", value):
        raise ValueError('write hold, propose, kana, or "replace:〓" with one character')
    return value


Policy = Annotated[str, AfterValidator(_policy)]


class Unmappable(Sheet):
    """Hold, replace, propose from the city's shrink map, or write the reading (`kana`: column → its reading's)."""

    default: Policy
    columns: Mapping[str, Policy] = {}
    kana: Mapping[str, str] = {}


class DatedCodes(Sheet):
    """Inclusive; by day of arrival in Tokyo."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    codes: Mapping[str, str]


class RecordSpec(Sheet):
    # One kind of line. `row`: per row of the repeat `of`. `table`: all questions as columns, a file per version and
    # repeat (`{table}`); not asked has no value, left empty has "". `attachment`: per file, `part`: per place of the
    # question `of` (第1希望 …), `batch`: one in all.

    id: Id
    foreach: Literal["application", "row", "table", "answer", "attachment", "part", "code", "item", "batch"]
    of: Annotated[str, StringConstraints(pattern=REPEAT)] = ""
    title: Annotated[str, StringConstraints(pattern=r"^[^\[\]:*?/\\']{1,31}$")]
    name: FileName = ""
    within: str = ""
    # Only if this answer has a value.
    where: Annotated[str, StringConstraints(pattern=r"^(answers(\.[a-z0-9_]+)+)?$")] = ""
    at: Literal["first", "last"] = "first"
    columns: Annotated[tuple[ColumnSpec, ...], Field(min_length=1)]

    @cached_property
    def laid(self) -> tuple[ColumnSpec, ...]:
        """In file order."""
        return laid_out(self.columns)


class AppliesTo(Sheet):
    """`any` fits every procedure."""

    procedure: str
    from_version: int = 1
    to_version: int | None = None


class SystemFunction(Sheet):
    # What a 標準仕様書 asks of the receiving system. `id`: its seven digits there, or the number of a chapter in an earlier
    # edition; 未確認 where none could be read, and the name is ours. `columns`: those that serve it; none named: all.

    id: Annotated[str, StringConstraints(pattern=rf"^([0-9]+([.-][0-9]+)*|{UNREAD})?$")] = ""
    name: Words
    document: str = ""
    columns: tuple[Words, ...] = ()


class LayoutFile(Sheet):
    layout: Id
    version: Words
    basis: Literal["fact", "vendor", "assumption"]
    title: Words
    purpose: Literal["department", "core-system", "number-use"]
    protected: Literal["leave_out", "include"] = "leave_out"  # whether protected people (DV支援措置, 秘匿) are exported
    differences: bool = False  # whether it receives later changes
    second_person: bool = False  # whether a second person must approve
    applies_to: AppliesTo
    # For readers: no file has them.
    system: SystemName = ""  # of the twenty of 標準化法
    functions: tuple[SystemFunction, ...] = ()
    documents: Mapping[str, Words] = {}  # published ones, by a short name
    file: FileSpec
    unmappable: Unmappable
    records: Annotated[tuple[RecordSpec, ...], Field(min_length=1)]
    maps: Mapping[str, Mapping[str, str]] = {}
    dated_maps: Mapping[str, tuple[DatedCodes, ...]] = {}  # codes by day

    def faults(self) -> Iterator[Fault]:
        for index, record in enumerate(self.records):
            seen: set[str] = set()
            for fault in self._record_faults(index, record):
                yield ("records", index), fault
            for position, column in enumerate(record.columns):
                place = ("records", index, "columns", position)
                if column.name in seen:
                    yield (*place, "name"), f"the column {column.name} is repeated: rename one of them"
                seen.add(column.name)
                for fault in self._column_faults(record, column):
                    yield place, f"{column.name}: {fault}"
        yield from self._document_faults()
        yield from self._policy_faults()
        yield from self._map_faults()
        yield from self._file_faults()

    def _document_faults(self) -> Iterator[Fault]:
        columns = [
            (("records", index, "columns", position), column.document)
            for index, record in enumerate(self.records)
            for position, column in enumerate(record.columns)
        ]
        functions = [(("functions", index), function.document) for index, function in enumerate(self.functions)]
        for steps, name in (*functions, *columns):
            if name and name not in self.documents:
                text = f"documents has no {name}{did_you_mean(name, self.documents)}"
                yield (*steps, "document"), text
        if self.functions and not self.system:
            yield ("functions",), "whose functions they are is not written: system"
        names = sorted({column.name for record in self.records for column in record.laid})
        for index, function in enumerate(self.functions):
            if function.id not in ("", UNREAD) and not function.document:
                yield ("functions", index), "its number was read somewhere: document"
            for name in function.columns:
                if name not in names:
                    yield ("functions", index), f"no column is called {name}{did_you_mean(name, names)}"

    def _record_faults(self, index: int, record: RecordSpec) -> Iterator[str]:
        if (record.foreach in ("row", "part")) != bool(record.of):
            yield "of is required for a line of row or part, and allowed nowhere else"
        if record.where and record.foreach not in ("application", "row"):
            yield "only a line of application or row has where"
        tables = record.foreach == "table"
        name = record.name if index else self.file.name
        if self.file.is_text and tables != ("{table}" in name):
            yield "{table} is required in the name of a table, one for each version and repeat, and allowed nowhere else"
        if tables and self.file.quoting == "none":
            yield "without quotes an empty answer looks like a question that was not asked"
        if record.at == "last" and record.foreach != "batch":
            yield "only a line of batch can come last: at"
        if record.foreach == "batch" and not self.file.is_text:
            yield "a workbook has no line about the batch: its manifest has one"
        if self.file.split and record.foreach not in _OF_APPLICATIONS:
            yield f"files that are split have lines of applications only, not of {record.foreach}"
        if self.file.split and record.name and not ("{part" in record.name or "{stem}" in record.name):
            yield "the name of each split file needs {part} or {stem}"
        if (record.foreach == "attachment") and self.file.attachments is None:
            yield "a line of attachment needs a ZIP: file.attachments"
        laid = [column.name for column in record.laid]
        if len(set(laid)) < len(laid) and len({column.name for column in record.columns}) == len(record.columns):
            yield "a column for each row has the name of another column"
        if record.within:
            yield from self._within_faults(index, record)
        if self.file.header in ("physical", "both"):
            yield from self._physical_faults(record)

    def _physical_faults(self, record: RecordSpec) -> Iterator[str]:
        names = [column.physical for column in record.laid]
        if "" in names or len(set(names)) < len(names):
            yield "each column needs a physical name of its own: physical"

    def _within_faults(self, index: int, record: RecordSpec) -> Iterator[str]:
        outer = next((other for other in self.records[:index] if other.id == record.within), None)
        if outer is None or outer.within or "table" in (outer.foreach, record.foreach):
            yield "within must name an earlier kind of line with its own file that is not a table"
        if record.name or not self.file.is_text:
            yield "a line in another kind's file has no name, and a workbook has no such lines"
        alike = outer and [(column.name, column.physical) for column in outer.laid] == [
            (column.name, column.physical) for column in record.laid
        ]
        if self.file.header != "none" and not alike:
            yield "several kinds of lines in one file have no common heading: write header: none, or the same columns"

    def _column_faults(self, record: RecordSpec, column: ColumnSpec) -> Iterator[str]:
        yield from column.shape_faults()
        for source in column.sources:
            root = source.split(".")[0]
            if root not in ROOTS[record.foreach]:
                yield f"a line of {record.foreach} knows only {', '.join(ROOTS[record.foreach])}, not {source}"
            elif source == OF_BATCH_LINES and record.foreach != "batch":
                yield f"only a line of batch knows {source}: the file of the other lines is not known earlier"
            elif root == "numbers" and self.purpose != NUMBER_USE:
                yield f"only a layout with purpose: {NUMBER_USE} carries 個人番号"
            elif root in FIGURES and source not in self.figures:
                yield f"{source} is none of {', '.join(self.figures) or 'the lines of this layout'}"
        yield from self._type_faults(column)
        yield from self._width_faults(column)
        if ENCODINGS[self.file.encoding].bytes_of(column.name) is None:
            yield f"the heading cannot be written in {self.file.encoding}"
        if ENCODINGS[self.file.encoding].bytes_of(column.default + column.between) is None:
            yield f"the default cannot be written in {self.file.encoding}"

    def _type_faults(self, column: ColumnSpec) -> Iterator[str]:
        if (column.type == "D") != bool(column.fmt):
            yield "fmt is required for type D, and allowed nowhere else"
        if (column.type in ("C", "U")) != bool(column.map):
            yield "map is required for types C and U, and allowed nowhere else"
        for name in filter(None, (column.map, column.eras)):
            if name not in self.maps and (name not in self.dated_maps or column.type != "C"):
                yield f"no map is called {name}"
        if column.type == "U" and not {"year", "month", "day"} <= self.maps.get(column.map, {}).keys():
            yield "the map of type U has year, month and day"
        if ("%E" in column.fmt) != bool(column.eras):
            yield "eras is required for a fmt with %E, and allowed nowhere else"
        if column.eras and not self.maps.get(column.eras, {}).keys() <= set(ERA_IDS):
            yield f"the map of eras has only {', '.join(ERA_IDS)}"
        if column.type == "N" and not (column.default.isascii() and (column.default + "0").isdigit()):
            yield "the default of type N must be digits"

    def _width_faults(self, column: ColumnSpec) -> Iterator[str]:
        if self.file.kind == "fixed" and (column.len is None or column.unit != "byte"):
            yield "a column of fixed width needs len and unit: byte"
        if column.fill and self.file.kind != "fixed":
            yield "only columns of fixed width are filled"
        if column.overflow == "cut" and (column.type != "X" or column.len is None or column.each):
            yield "only a text with a len can be cut"
        if column.len is not None and len(column.default.encode()) > column.len * 3:
            yield "the default is longer than len"
        bare = self.file.separator if self.file.kind in ("csv", "tsv") and self.file.quoting == "none" else ""
        codes = self.codes_of(column.map)
        written = (column.value, column.fmt, column.join, column.default, column.between, *codes)
        if bare and any(bare in text for text in written):
            yield "without quotes a column cannot contain the separator"

    def codes_of(self, name: str) -> tuple[str, ...]:
        dated = (code for period in self.dated_maps.get(name, ()) for code in period.codes.values())
        return (*self.maps.get(name, {}).values(), *dated)

    @property
    def figures(self) -> tuple[str, ...]:
        counted = [record for record in self.records if record.foreach != "batch"]
        sums = [
            f"{how}.{record.id}.{column.name}"
            for record in counted
            if record.foreach in ("application", "row")
            for column in record.laid
            if column.type == "N" and not column.people
            for how in ("sum", "min", "max")
        ]
        return (*(f"count.{record.id}" for record in counted), *sums)

    def _policy_faults(self) -> Iterator[Fault]:
        columns = {column.name: column for record in self.records for column in record.laid}
        for name in self.unmappable.columns.keys() - columns.keys():
            yield ("unmappable", "columns", name), f"no column is called {name}"
        policies = (self.unmappable.default, *self.unmappable.columns.values())
        for policy in policies:
            if policy.startswith("replace:") and ENCODINGS[self.file.encoding].bytes_of(policy[-1]) is None:
                yield ("unmappable",), f"{policy[-1]} itself cannot be written in {self.file.encoding}"
        if self.unmappable.default == "kana":
            yield (
                ("unmappable", "default"),
                "kana is for single columns: name them in columns, and their reading's column in kana",
            )
        spelled = {name for name, policy in self.unmappable.columns.items() if policy == "kana"}
        for name in spelled ^ self.unmappable.kana.keys():
            yield (
                ("unmappable",),
                f"{name}: kana must list each column with the policy kana, with its reading's column, and no other",
            )
        for name, reading in self.unmappable.kana.items():
            if reading not in columns or columns[reading].type != "X":
                yield ("unmappable", "kana", name), f"no text column is called {reading}"

    def _map_faults(self) -> Iterator[Fault]:
        for name in self.maps.keys() & self.dated_maps.keys():
            yield ("dated_maps", name), f"two maps are called {name}"
        for name, dated in self.dated_maps.items():
            for index, period in enumerate(dated):
                if period.from_ and period.to and period.to < period.from_:
                    yield ("dated_maps", name, index), "it ends before it begins"
                before = dated[index - 1] if index else None
                if before and (before.to is None or period.from_ is None or period.from_ <= before.to):
                    yield ("dated_maps", name, index), "each period must begin after the previous one ends"

    def _file_faults(self) -> Iterator[Fault]:
        for fault in self.file.contradictions():
            yield ("file",), fault
        if len({record.id for record in self.records}) < len(self.records):
            yield ("records",), "every kind of line needs an id of its own"
        if "{stem}" in self.file.name:
            yield ("file", "name"), "{stem} is made from this name and cannot be part of it"
        names = self._file_names()
        if "" in names or len(set(names)) < len(names):
            fault_text = "every kind of line after the first needs its own file name, and so do manifest and end marker"
            yield ("records",), fault_text
        if self.file.attachments and all(record.foreach != "attachment" for record in self.records):
            yield ("file", "attachments"), "no line says whose file it is: add a kind of line attachment"
        if self.file.kind == "xlsx":
            yield from self._sheet_faults()
        if self.purpose == NUMBER_USE and not any(
            column.people for record in self.records for column in record.columns
        ):
            yield ("purpose",), "no column carries a number: add one from numbers.<person>"

    def _file_names(self) -> list[str]:
        others = [record.name for record in self.records[1:] if not record.within] if self.file.is_text else []
        stem = self.file.name.rsplit(".", 1)[0]
        extra = [spec.name for spec in (self.file.report, self.file.attachments) if spec]
        templates = (self.file.name, *others, *extra, "{stem}.manifest.json", self.file.done.name)
        return [template.replace("{stem}", stem) for template in templates]

    def _sheet_faults(self) -> Iterator[Fault]:
        if len({record.title.casefold() for record in self.records}) < len(self.records):
            yield ("records",), "every worksheet needs a title of its own"
        if any(len(record.laid) > _COLUMNS_OF_A_SHEET for record in self.records):
            yield ("records",), f"a worksheet has at most {_COLUMNS_OF_A_SHEET} columns"
