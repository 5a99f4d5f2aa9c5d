"""A layout file as frozen types: what a layout may say. Knows neither records nor how a file is written."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from forms.reading import Day, Fault, Sheet
from integrations.exports.characters import ENCODINGS
from integrations.exports.column_spec import REPEAT, ColumnSpec, Words, laid_out
from integrations.exports.days import ERA_IDS
from integrations.exports.file_spec import FileName, FileSpec
from integrations.exports.sources import FIGURES, OF_BATCH_LINES, ROOTS
from integrations.layout_socket import NUMBER_USE

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$")]
_COLUMNS_OF_A_SHEET = 16_384  # ECMA-376
# Lines that tell applications: what is split goes by them.
_OF_APPLICATIONS = ("application", "row", "answer", "attachment", "part", "batch")


def _policy(value: str) -> str:
    if value not in ("hold", "propose", "kana") and not re.match(r"^replace:.$", value):
        raise ValueError('write hold, propose, kana, or "replace:〓" with one character')
    return value


Policy = Annotated[str, AfterValidator(_policy)]


class Unmappable(Sheet):
    """What happens to a character that the encoding cannot hold: hold the application, replace the character, hold it and
    propose what the city's shrink map knows, or write the reading (`kana`: which column's sources it is)."""

    default: Policy
    columns: Mapping[str, Policy] = {}
    kana: Mapping[str, str] = {}


class DatedCodes(Sheet):
    """Codes in force from the first to the last of these days; the day of an application is that of its arrival in Tokyo."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    codes: Mapping[str, str]


class RecordSpec(Sheet):
    """One kind of line. A file of its own (`name`, the first one's is `file.name`), or in that of another one (`within`); for
    xlsx a worksheet.

    `row` is one line for each row of the repeat `of`. `table` has a column for each question behind those that stand here:
    one file or worksheet for each version of a procedure, and one for each of its repeats; `{table}` in its name tells them
    apart. In those a question that was not asked has nothing, one that was left empty has an empty text. `attachment` is one
    line for each file that was handed in, `part` for each place of the question `of` that has places (第1希望, 第2希望 …).
    `where`: only where this answer has a value. `batch` is one line in all, before the others of its file or, with `at: last`, behind
    them."""

    id: Id
    foreach: Literal["application", "row", "table", "answer", "attachment", "part", "code", "item", "batch"]
    of: Annotated[str, StringConstraints(pattern=REPEAT)] = ""
    title: Annotated[str, StringConstraints(pattern=r"^[^\[\]:*?/\\']{1,31}$")]
    name: FileName = ""
    within: str = ""
    where: Annotated[str, StringConstraints(pattern=r"^(answers(\.[a-z0-9_]+)+)?$")] = ""
    at: Literal["first", "last"] = "first"
    columns: Annotated[tuple[ColumnSpec, ...], Field(min_length=1)]

    @cached_property
    def laid(self) -> tuple[ColumnSpec, ...]:
        """The columns as they stand in the file."""
        return laid_out(self.columns)


class AppliesTo(Sheet):
    """The procedure and the versions that a layout fits; `any` fits every procedure."""

    procedure: str
    from_version: int = 1
    to_version: int | None = None


class LayoutFile(Sheet):
    """A whole layout. `basis` says where it comes from and is printed in the manifest; `protected`: whether people under
    protection (DV支援措置, 秘匿) may leave by it; `differences`: whether it is told what changed after it had it; `second_person`: whether somebody
    else has to look before its files leave. `dated_maps`: maps whose codes change on a day."""

    layout: Id
    version: Words
    basis: Literal["fact", "vendor", "assumption"]
    title: Words
    purpose: Literal["department", "core-system", "number-use"]
    protected: Literal["leave_out", "include"] = "leave_out"
    differences: bool = False
    second_person: bool = False
    applies_to: AppliesTo
    file: FileSpec
    unmappable: Unmappable
    records: Annotated[tuple[RecordSpec, ...], Field(min_length=1)]
    maps: Mapping[str, Mapping[str, str]] = {}
    dated_maps: Mapping[str, tuple[DatedCodes, ...]] = {}

    def faults(self) -> Iterator[Fault]:
        """What only shows when the parts are seen together."""
        for at, record in enumerate(self.records):
            seen: set[str] = set()
            for fault in self._record_faults(at, record):
                yield ("records", at), fault
            for of, column in enumerate(record.columns):
                place = ("records", at, "columns", of)
                if column.name in seen:
                    yield (*place, "name"), f"the column {column.name} stands twice: give one of them another name"
                seen.add(column.name)
                for fault in self._column_faults(record, column):
                    yield place, f"{column.name}: {fault}"
        yield from self._policy_faults()
        yield from self._map_faults()
        yield from self._file_faults()

    def _record_faults(self, at: int, record: RecordSpec) -> Iterator[str]:
        if (record.foreach in ("row", "part")) != bool(record.of):
            yield "a line of row or part, and no other, says of which repeat or question: of"
        if record.where and record.foreach not in ("application", "row"):
            yield "only a line of application or row has where"
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
        if self.file.split and record.foreach not in _OF_APPLICATIONS:
            yield f"files that are split have lines of applications only, not of {record.foreach}"
        if self.file.split and record.name and not ("{part" in record.name or "{stem}" in record.name):
            yield "the name of each file that is split has {part} or {stem}"
        if (record.foreach == "attachment") and self.file.attachments is None:
            yield "a line of attachment tells what stands in the ZIP: file.attachments"
        laid = [column.name for column in record.laid]
        if len(set(laid)) < len(laid) and len({one.name for one in record.columns}) == len(record.columns):
            yield "a column that stands there for each row has the name of another one"
        if record.within:
            yield from self._within_faults(at, record)
        if self.file.header in ("physical", "both"):
            yield from self._physical_faults(record)

    def _physical_faults(self, record: RecordSpec) -> Iterator[str]:
        names = [column.physical for column in record.laid]
        if "" in names or len(set(names)) < len(names):
            yield "each column needs a physical name of its own: physical"

    def _within_faults(self, at: int, record: RecordSpec) -> Iterator[str]:
        outer = next((one for one in self.records[:at] if one.id == record.within), None)
        if outer is None or outer.within or "table" in (outer.foreach, record.foreach):
            yield "within names a kind of line before this one that has a file of its own, and is no table"
        if record.name or not self.file.is_text:
            yield "a line that stands in another's file has no name of its own, and a workbook has no such lines"
        alike = outer and [(one.name, one.physical) for one in outer.laid] == [
            (one.name, one.physical) for one in record.laid
        ]
        if self.file.header != "none" and not alike:
            yield "lines of several kinds in one file have no heading in common: write header: none, or the same columns"

    def _column_faults(self, record: RecordSpec, column: ColumnSpec) -> Iterator[str]:
        yield from column.shape_faults()
        for source in column.sources:
            root = source.split(".")[0]
            if root not in ROOTS[record.foreach]:
                yield f"a line of {record.foreach} knows only {', '.join(ROOTS[record.foreach])}, not {source}"
            elif source == OF_BATCH_LINES and record.foreach != "batch":
                yield f"only a line of batch knows {source}: which file the others come to stand in is not known before"
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
            yield "fmt belongs to type D, and type D needs it"
        if (column.type in ("C", "U")) != bool(column.map):
            yield "map belongs to types C and U, and they need it"
        for name in filter(None, (column.map, column.eras)):
            if name not in self.maps and (name not in self.dated_maps or column.type != "C"):
                yield f"no map is called {name}"
        if column.type == "U" and not {"year", "month", "day"} <= self.maps.get(column.map, {}).keys():
            yield "the map of type U has year, month and day"
        if ("%E" in column.fmt) != bool(column.eras):
            yield "eras belongs to a fmt with %E, and that needs it"
        if column.eras and not self.maps.get(column.eras, {}).keys() <= set(ERA_IDS):
            yield f"the map of eras has only {', '.join(ERA_IDS)}"
        if column.type == "N" and not (column.default.isascii() and (column.default + "0").isdigit()):
            yield "the default of digits is digits"

    def _width_faults(self, column: ColumnSpec) -> Iterator[str]:
        if self.file.kind == "fixed" and (column.len is None or column.unit != "byte"):
            yield "a column of fixed width says how many bytes it takes: len, and unit: byte"
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
            yield "without quotes the sign between columns cannot stand in one"

    def codes_of(self, name: str) -> tuple[str, ...]:
        """Every code of a map, of whatever day."""
        dated = (code for one in self.dated_maps.get(name, ()) for code in one.codes.values())
        return (*self.maps.get(name, {}).values(), *dated)

    @property
    def figures(self) -> tuple[str, ...]:
        """What a line about the whole batch can count and add up: lines of a kind, and their columns of digits."""
        told = [record for record in self.records if record.foreach != "batch"]
        sums = [
            f"{how}.{record.id}.{column.name}"
            for record in told
            if record.foreach in ("application", "row")
            for column in record.laid
            if column.type == "N" and not column.people
            for how in ("sum", "min", "max")
        ]
        return (*(f"count.{record.id}" for record in told), *sums)

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
                "kana is for single columns: columns says which, kana says by which other one",
            )
        spelled = {name for name, policy in self.unmappable.columns.items() if policy == "kana"}
        for name in spelled ^ self.unmappable.kana.keys():
            yield (
                ("unmappable",),
                f"{name}: a column whose policy is kana, and no other, stands in kana with its reading's",
            )
        for name, reading in self.unmappable.kana.items():
            if reading not in columns or columns[reading].type != "X":
                yield ("unmappable", "kana", name), f"no text column is called {reading}"

    def _map_faults(self) -> Iterator[Fault]:
        for name in self.maps.keys() & self.dated_maps.keys():
            yield ("dated_maps", name), f"two maps are called {name}"
        for name, dated in self.dated_maps.items():
            for at, one in enumerate(dated):
                if one.from_ and one.to and one.to < one.from_:
                    yield ("dated_maps", name, at), "it ends before it begins"
                before = dated[at - 1] if at else None
                if before and (before.to is None or one.from_ is None or one.from_ <= before.to):
                    yield ("dated_maps", name, at), "each begins after the one before it ends"

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
        if self.file.attachments and all(record.foreach != "attachment" for record in self.records):
            yield ("file", "attachments"), "nothing says which file is whose: add a kind of line attachment"
        if self.file.kind == "xlsx":
            yield from self._sheet_faults()
        if self.purpose == NUMBER_USE and not any(
            column.people for record in self.records for column in record.columns
        ):
            yield ("purpose",), "nothing says whose number it carries: a column from numbers.<person>"

    def _file_names(self) -> list[str]:
        """With what is put in for {stem}, so that two ways to write one name are seen."""
        others = [record.name for record in self.records[1:] if not record.within] if self.file.is_text else []
        stem = self.file.name.rsplit(".", 1)[0]
        extra = [one.name for one in (self.file.report, self.file.attachments) if one]
        templates = (self.file.name, *others, *extra, "{stem}.manifest.json", self.file.done.name)
        return [template.replace("{stem}", stem) for template in templates]

    def _sheet_faults(self) -> Iterator[Fault]:
        if len({record.title.casefold() for record in self.records}) < len(self.records):
            yield ("records",), "every worksheet needs a title of its own"
        if any(len(record.laid) > _COLUMNS_OF_A_SHEET for record in self.records):
            yield ("records",), f"a worksheet has at most {_COLUMNS_OF_A_SHEET} columns"
