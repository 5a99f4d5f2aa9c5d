"""A layout that is loaded and sound: fits, check, write. Knows no folder of its own, no database and no clock."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from integrations.exports.batch_lines import Figures, put_batch_lines
from integrations.exports.characters import ENCODINGS
from integrations.exports.columns import Note, Notes
from integrations.exports.csv_shape import CsvShape
from integrations.exports.days import TOKYO
from integrations.exports.definition import FileSpec, LayoutFile
from integrations.exports.fixed_shape import FixedShape
from integrations.exports.json_shape import JsonShape
from integrations.exports.lines import Lines
from integrations.exports.names import FileNames
from integrations.exports.rows import around
from integrations.exports.spooled_file import SpooledFile
from integrations.exports.tables import Part
from integrations.exports.text_files import TextFiles, TextShape
from integrations.exports.xlsx_file import XlsxFile, XlsxShape
from integrations.interfaces import (
    AdapterError,
    AnswerTable,
    AnswerTables,
    Batch,
    CheckResult,
    ExportFile,
    Finding,
    Record,
)

_SHAPES: Mapping[str, Callable[[FileSpec], TextShape]] = {
    "csv": CsvShape,
    "tsv": CsvShape,
    "fixed": FixedShape,
    "jsonl": JsonShape,
}
ENCODER = "kakanai/1"  # counts up when the same layout and batch would give other bytes


class FileLayout:
    """One layout over the answers that `tables` describes."""

    def __init__(self, definition: LayoutFile, tables: AnswerTables) -> None:
        self.id = definition.layout
        self.version = definition.version
        self.title = definition.title
        self.basis: str = definition.basis
        self.purpose: str = definition.purpose
        self._definition = definition
        self._tables = tables
        self._known: dict[tuple[str, int], Lines] = {}
        self._shape: TextShape | XlsxShape = (
            _SHAPES[definition.file.kind](definition.file) if definition.file.is_text else XlsxShape()
        )
        self._names = FileNames(definition)

    def fits(self, procedure: str, version: int) -> bool:
        fit = self._definition.applies_to
        known = fit.procedure in ("any", procedure)
        return known and fit.from_version <= version and (fit.to_version is None or version <= fit.to_version)

    def check(self, records: Iterable[Record]) -> CheckResult:
        """Makes no file. What a batch brings (city code, facts) is not looked at: no application can be at fault there."""
        ready: list[str] = []
        held: list[str] = []
        findings: list[Finding] = []
        seen: set[tuple[str, int]] = set()
        for record in records:
            notes: Notes = []
            number = str(record.head["receipt_number"])
            lines = self._lines(record, seen).of_record(record, {}, notes)
            (held if lines is None else ready).append(number)
            findings.extend(_finding(number, note) for note in dict.fromkeys(notes))
        for procedure, version in sorted(seen):
            notes = []
            self._known[procedure, version].of_version(procedure, version, {}, notes)
            findings.extend(_finding("", note) for note in dict.fromkeys(notes))
        return CheckResult(tuple(ready), tuple(held), tuple(findings))

    def write(self, records: Iterable[Record], batch: Batch, folder: Path) -> Iterator[ExportFile]:
        """As the socket says. Data files in the order of the layout, then manifest, then end marker."""
        names = self._names.of(batch)
        files = self._open(folder, names.data, batch)
        made: list[ExportFile] = []
        try:
            count = self._put_all(records, batch, files)
            made += files.finish()
            manifest = json.dumps(self._manifest(batch, count, made), ensure_ascii=False, indent=2) + "\n"
            made.append(_small(folder, names.manifest, manifest.encode()))
            made.append(_small(folder, names.done, self._definition.file.done.body.format(rows=count).encode("ascii")))
        except BaseException:
            files.abandon()
            for file in made:
                file.path.unlink(missing_ok=True)
            raise
        yield from made

    def _put_all(self, records: Iterable[Record], batch: Batch, files: TextFiles | XlsxFile) -> int:
        facts: dict[str, object] = {
            "number": batch.number, "city_code": batch.city_code, "made_at": batch.made_at, **batch.facts,
        }  # fmt: skip
        count, seen = 0, set[tuple[str, int]]()
        figures = Figures(self._definition)
        put: Any = files.put  # the shape made the lines that these files take
        for record in records:
            notes: Notes = []
            met = len(seen)
            known = self._lines(record, seen)
            for part in known.parts if len(seen) > met else ():
                files.begin(part, self._heading(part.heading))
            lines = known.of_record(record, facts, notes)
            if lines is None:
                raise AdapterError("EXPORT_RECORD_HELD", str(record.head["receipt_number"]), permanent=True)
            for kind, line in lines:
                put(kind, line)
                figures.count(kind.kind if isinstance(kind, Part) else kind)
            figures.add(known.sums)
            count += 1
        for procedure, version in sorted(seen):
            lines = self._known[procedure, version].of_version(procedure, version, facts, [])
            if lines is None:
                raise AdapterError("EXPORT_CODES_HELD", f"{procedure} {version}", permanent=True)
            for kind, line in lines:
                put(kind, line)
                figures.count(kind if isinstance(kind, int) else kind.kind)
        if isinstance(files, TextFiles) and not isinstance(self._shape, XlsxShape):
            for at in ("first", "last"):
                put_batch_lines(self._definition, self._shape, files, {**facts, **figures.facts}, at)
        return count

    def _open(self, folder: Path, names: tuple[str, ...], batch: Batch) -> TextFiles | XlsxFile:
        records = self._definition.records
        headings: list[Any] = [self._heading([column.name for column in record.columns]) for record in records]
        tables = frozenset(at for at, record in enumerate(records) if record.foreach == "table")
        if isinstance(self._shape, XlsxShape):
            return XlsxFile(folder, names[0], [record.title for record in records], headings, batch.made_at, tables)
        kinds = {record.id: at for at, record in enumerate(records)}
        within = {at: kinds[record.within] for at, record in enumerate(records) if record.within}
        first = {at for at, record in enumerate(records) if record.foreach == "batch" and record.at == "first"}
        return TextFiles(
            folder, names, self._shape, headings, parted=tables, within=within,
            counted={within.get(at, at) for at in first}, last_end=self._definition.file.last_newline,
        )  # fmt: skip

    def _heading(self, names: Sequence[str]) -> Any:
        """As the files of this layout take it."""
        if isinstance(self._shape, XlsxShape):
            return names if self._definition.file.header == "names" else None
        if not isinstance(self._shape, CsvShape) or self._definition.file.header == "none":
            return b""
        return self._shape.packed(names) or b""

    def _lines(self, record: Record, seen: set[tuple[str, int]]) -> Lines:
        version = cast(tuple[str, int], (record.head["procedure"], record.head["version"]))
        seen.add(version)
        found = self._known.get(version)
        if found is None:
            table = self._tables(*version)
            self._refuse_unknown(table, *version)
            of = f"{version[0]}_{version[1]}"
            found = self._known[version] = Lines(self._definition, self._shape, table, of)
        return found

    def _refuse_unknown(self, table: AnswerTable, procedure: str, version: int) -> None:
        """A question that a new version renamed, or asks in rows now, would otherwise leave an empty column that nobody
        notices."""
        unknown: set[str] = set()
        for record in self._definition.records:
            chain = around(table.repeats, record.of)
            known = {f"answers.{column.name}" for column in table.columns if column.repeat in ("", *chain)}
            unknown |= {
                source
                for column in record.columns
                for source in column.from_
                if source.startswith("answers.") and source not in known
            }
            unknown |= {record.of} - {"", *table.repeats}
        if unknown:
            raise AdapterError(
                "LAYOUT_UNFIT",
                f"{self.id}: {procedure} {version} has no {', '.join(sorted(unknown))}",
                permanent=True,
            )

    def _manifest(self, batch: Batch, count: int, files: list[ExportFile]) -> Mapping[str, object]:
        file = self._definition.file
        return {
            "layout": self.id,
            "version": self.version,
            "title": self.title,
            "basis": self.basis,
            "purpose": self.purpose,
            "batch": batch.number,
            "reissue": batch.reissue,
            "reason": batch.reason,
            "city_code": batch.city_code,
            "made_at": batch.made_at.astimezone(TOKYO).isoformat(timespec="seconds"),
            "applications": count,
            "encoder": ENCODER,
            "encoding": file.encoding if file.is_text else "xlsx",
            "byte_order_mark": bool(ENCODINGS[file.encoding].bom) and file.is_text,
            "files": [{"name": made.name, "rows": made.rows, "sha256": made.sha256} for made in files],
        }


def _finding(number: str, note: Note) -> Finding:
    handling = "held" if note.held else "replaced"
    return Finding(number, note.column, note.value, note.event, note.replacement, handling)


def _small(folder: Path, name: str, data: bytes) -> ExportFile:
    spool = SpooledFile(folder, name)
    spool.add(data)
    return spool.finish()
