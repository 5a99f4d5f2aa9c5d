"""A layout that is loaded and sound: fits, check, write. Knows no folder of its own, no database and no clock."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from integrations.exports.characters import ENCODINGS
from integrations.exports.columns import TOKYO, Note, Notes
from integrations.exports.csv_file import CsvFiles, CsvShape, SpooledFile
from integrations.exports.definition import LayoutFile
from integrations.exports.lines import Lines
from integrations.exports.names import FileNames
from integrations.exports.rows import around
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
        self._shape: CsvShape | XlsxShape = CsvShape(definition.file) if definition.file.kind == "csv" else XlsxShape()
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

    def _put_all(self, records: Iterable[Record], batch: Batch, files: CsvFiles | XlsxFile) -> int:
        facts = {"number": batch.number, "city_code": batch.city_code, **batch.facts}
        count, seen = 0, set[tuple[str, int]]()
        put: Any = files.put  # the shape made the lines that these files take
        for record in records:
            notes: Notes = []
            met = len(seen)
            known = self._lines(record, seen)
            for part in known.parts if len(seen) > met else ():
                files.begin(part, part.heading if self._definition.file.header == "names" else None)
            lines = known.of_record(record, facts, notes)
            if lines is None:
                raise AdapterError("EXPORT_RECORD_HELD", str(record.head["receipt_number"]), permanent=True)
            for kind, line in lines:
                put(kind, line)
            count += 1
        for procedure, version in sorted(seen):
            lines = self._known[procedure, version].of_version(procedure, version, facts, [])
            if lines is None:
                raise AdapterError("EXPORT_CODES_HELD", f"{procedure} {version}", permanent=True)
            for kind, line in lines:
                put(kind, line)
        return count

    def _open(self, folder: Path, names: tuple[str, ...], batch: Batch) -> CsvFiles | XlsxFile:
        records = self._definition.records
        with_names = self._definition.file.header == "names"
        headings = [[column.name for column in record.columns] if with_names else None for record in records]
        tables = frozenset(at for at, record in enumerate(records) if record.foreach == "table")
        if isinstance(self._shape, CsvShape):
            return CsvFiles(folder, names, self._shape, headings, tables)
        return XlsxFile(folder, names[0], [record.title for record in records], headings, batch.made_at, tables)

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
            "encoding": file.encoding if file.kind == "csv" else "xlsx",
            "byte_order_mark": bool(ENCODINGS[file.encoding].bom) and file.kind == "csv",
            "files": [{"name": made.name, "rows": made.rows, "sha256": made.sha256} for made in files],
        }


def _finding(number: str, note: Note) -> Finding:
    handling = "held" if note.held else "replaced"
    return Finding(number, note.column, note.value, note.event, note.replacement, handling)


def _small(folder: Path, name: str, data: bytes) -> ExportFile:
    spool = SpooledFile(folder, name)
    spool.add(data)
    return spool.finish()
