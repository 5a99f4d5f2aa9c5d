"""A loaded, valid layout: fits, check, write."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from integrations.exports.attached import AttachedZip
from integrations.exports.batch_lines import put_batch_lines
from integrations.exports.characters import ENCODINGS
from integrations.exports.csv_shape import CsvShape, Texts
from integrations.exports.days import TOKYO
from integrations.exports.definition import LayoutFile
from integrations.exports.file_spec import FileSpec
from integrations.exports.fitting import readers_of, unknown_names
from integrations.exports.fixed_shape import FixedShape
from integrations.exports.json_shape import JsonShape
from integrations.exports.line import CHARACTER, Note, Notes
from integrations.exports.lines import Lines, Shrink, knows_nothing
from integrations.exports.names import FileNames
from integrations.exports.report import ReportFile
from integrations.exports.shown import ShownShape
from integrations.exports.splitting import FileSet, FileSets
from integrations.exports.spooled_file import SpooledFile
from integrations.exports.text_files import TextFiles, TextShape
from integrations.exports.used_maps import used_maps
from integrations.exports.xlsx_file import XlsxFile, XlsxShape
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import (
    AnswerTable,
    AnswerTables,
    Batch,
    Bench,
    CheckResult,
    ExportFile,
    Finding,
    Noted,
    Record,
    ShownCase,
)

_SHAPES: Mapping[str, Callable[[FileSpec], TextShape]] = {
    "csv": CsvShape,
    "tsv": CsvShape,
    "fixed": FixedShape,
    "jsonl": JsonShape,
}
_FOR_READERS: Any = {
    "system": True, "functions": True, "documents": True, "records": {"__all__": {"columns": {"__all__": {"gif", "document"}}}},
}  # fmt: skip
ENCODER = "kakanai/1"  # incremented when the same layout and batch would give other bytes


class FileLayout:
    def __init__(self, definition: LayoutFile, tables: AnswerTables, shrink: Shrink = knows_nothing) -> None:
        self.id = definition.layout
        self.version = definition.version
        self.title = definition.title
        self.basis: str = definition.basis
        self.purpose: str = definition.purpose
        self.differences: bool = definition.differences
        self.attaches: bool = definition.file.attachments is not None
        self.second_person: bool = definition.second_person
        self._definition = definition
        self._tables = tables
        self._shrink = shrink
        self._known: dict[tuple[str, int], Lines] = {}
        self._shape: TextShape | XlsxShape = (
            _SHAPES[definition.file.kind](definition.file) if definition.file.is_text else XlsxShape()
        )
        self._names = FileNames(definition)

    @cached_property
    def digest(self) -> str:
        # Of keys set in the file: new optional keys do not change it. What is for readers changes no file.
        content = self._definition.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=_FOR_READERS)
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def fits(self, procedure: str, version: int) -> bool:
        fit = self._definition.applies_to
        concerns = fit.procedure in ("any", procedure)
        return concerns and fit.from_version <= version and (fit.to_version is None or version <= fit.to_version)

    def readers(self, question: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(readers_of(self._definition, question)))

    def holds(self, text: str) -> bool:
        encoding = self._shape.encoding
        return not any(encoding.event(character) for character in CHARACTER.findall(text))

    def check(self, records: Iterable[Record]) -> CheckResult:
        """Ignores the batch's facts."""
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

    def shown(self, record: Record, batch: Batch) -> ShownCase:
        """Without wide tables."""
        procedure, version = cast(tuple[str, int], (record.head["procedure"], record.head["version"]))
        table = self._tables(procedure, version)
        self._refuse_unknown(table, procedure, version)
        shape = ShownShape(self._shape.encoding)
        notes: Notes = []
        made = Lines(self._definition, shape, table, "", self._shrink, quick=False)
        lines = made.of_record(record, facts_of(batch), notes) or []
        shown_lines = []
        for kind, texts, _ in lines:
            if isinstance(kind, int):
                record_spec = self._definition.records[kind]
                shown_lines.append(
                    (
                        record_spec.title,
                        tuple(zip((column.name for column in record_spec.laid), cast(Texts, texts), strict=True)),
                    )
                )
        number = str(record.head["receipt_number"])
        findings = tuple(_finding(number, note) for note in dict.fromkeys(notes))
        return ShownCase(tuple(shown_lines), findings, wide=bool(lines) and not shown_lines)

    def write(
        self, records: Iterable[Record], batch: Batch, bench: Bench, noted: Noted | None = None
    ) -> Iterator[ExportFile]:
        """Data files, ZIP, report, manifest, end marker."""
        file, names = self._definition.file, self._names.of(batch)
        beside: list[AttachedZip | ReportFile] = []
        sets = FileSets(
            self._definition,
            lambda part: self._open(bench, self._names.of(batch, part).data, batch),
            lambda file_set: self._close(file_set, batch),
            self._reserved,
        )
        made: list[ExportFile] = []
        try:
            attached = (
                AttachedZip(bench, names.attachments, file.attachments.entry, batch.made_at)
                if file.attachments
                else None
            )
            beside += [attached] if attached else []
            report = ReportFile(bench, names.report) if file.report else None
            beside += [report] if report else []
            count = self._put_all(records, batch, sets, attached, report, noted)
            made += sets.finish()
            made += [extra.finish() for extra in beside]
            content = self._manifest(batch, count, made, sets) if file.split else self._manifest(batch, count, made)
            manifest = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
            made.append(_small(bench, names.manifest, manifest.encode()))
            made.append(_small(bench, names.done, file.done.body.format(rows=count).encode("ascii")))
        except BaseException:
            sets.abandon()
            for extra in beside:
                extra.abandon()
            for file_made in made:
                file_made.path.unlink(missing_ok=True)
            raise
        yield from made

    @property
    def _reserved(self) -> int:
        columns = [column for record in self._definition.records if record.foreach == "batch" for column in record.laid]
        first_columns = self._definition.records[0].laid
        heading = sum(len(column.name.encode()) + len(column.physical) + 8 for column in first_columns)
        return heading + sum(4 * (column.len or 64) + 3 for column in columns) + 8

    def _put_all(
        self, records: Iterable[Record], batch: Batch, sets: FileSets, attached: AttachedZip | None,
        report: ReportFile | None, noted: Noted | None,
    ) -> int:  # fmt: skip
        count, seen, facts = 0, set[tuple[str, int]](), facts_of(batch)
        for record in records:
            notes: Notes = []
            of_record: set[tuple[str, int]] = set()
            version_lines = self._lines(record, of_record)
            lines = version_lines.of_record(record, facts, notes)
            if noted and (lines is None or notes):
                noted(record, lines is None)
            if lines is None:
                if noted:
                    continue
                raise AdapterError("EXPORT_RECORD_HELD", str(record.head["receipt_number"]), permanent=True)
            seen |= of_record  # codes of a version of which every application is held are in no file
            target = sets.for_lines(version_lines.split_value(record), lines)
            for part in (
                version_lines.parts if version_lines.parts and not target.begun.issuperset(version_lines.parts) else ()
            ):
                target.files.begin(part, self._heading(part.heading, part.physical))
                target.begun.add(part)
            sets.put(target, lines)
            target.figures.add(version_lines.counts)
            target.applications += 1
            count += 1
            if attached:
                attached.put(record)
            if report is not None:
                left = version_lines.left_empty(record) if self._definition.file.unanswered == "report" else ()
                report.add(str(record.head["receipt_number"]), notes, left)
        self._put_versions(seen, batch, sets)
        return count

    def _put_versions(self, seen: set[tuple[str, int]], batch: Batch, sets: FileSets) -> None:
        # None for a split layout.
        for procedure, version in sorted(seen):
            lines = self._known[procedure, version].of_version(procedure, version, facts_of(batch), [])
            if lines is None:
                raise AdapterError("EXPORT_CODES_HELD", f"{procedure} {version}", permanent=True)
            if lines:
                sets.put(sets.for_lines("", []), lines)

    def _close(self, file_set: FileSet, batch: Batch) -> None:
        if isinstance(self._shape, XlsxShape) or not isinstance(file_set.files, TextFiles):
            return
        facts = {**facts_of(batch), "part": file_set.number, **file_set.figures.facts}
        for at in ("first", "last"):
            put_batch_lines(self._definition, self._shape, file_set.files, facts, at)

    def _open(self, bench: Bench, names: tuple[str, ...], batch: Batch) -> TextFiles | XlsxFile:
        records = self._definition.records
        headings: list[Any] = [
            self._heading([column.name for column in record.laid], [column.physical for column in record.laid])
            for record in records
        ]
        tables = frozenset(index for index, record in enumerate(records) if record.foreach == "table")
        if isinstance(self._shape, XlsxShape):
            return XlsxFile(bench, names[0], [record.title for record in records], headings, batch.made_at, tables)
        kinds = {record.id: index for index, record in enumerate(records)}
        within = {index: kinds[record.within] for index, record in enumerate(records) if record.within}
        leading = {index for index, record in enumerate(records) if record.foreach == "batch" and record.at == "first"}
        file = self._definition.file
        return TextFiles(
            bench, names, self._shape, headings, parted=tables, within=within,
            counted={within.get(index, index) for index in leading}, last_end=file.last_newline, skips=file.empty == "skip",
        )  # fmt: skip

    def _heading(self, names: Sequence[str], physical: Sequence[str]) -> Any:
        header = self._definition.file.header
        if isinstance(self._shape, XlsxShape):
            return {"none": None, "names": names, "physical": physical}[header]
        if not isinstance(self._shape, CsvShape) or header == "none":
            return b""
        lines = {"names": [names], "physical": [physical], "both": [names, physical]}[header]
        return b"".join(self._shape.packed(line) or b"" for line in lines)

    def _lines(self, record: Record, seen: set[tuple[str, int]]) -> Lines:
        version = cast("tuple[str, int]", (record.head["procedure"], record.head["version"]))
        seen.add(version)
        lines = self._known.get(version)
        if lines is None:
            table = self._tables(*version)
            self._refuse_unknown(table, *version)
            name = f"{version[0]}_{version[1]}"
            lines = self._known[version] = Lines(self._definition, self._shape, table, name, self._shrink)
        return lines

    def _refuse_unknown(self, table: AnswerTable, procedure: str, version: int) -> None:
        if unknown := sorted({unfit.name for unfit in unknown_names(self._definition, table)}):
            text = f"{self.id}: {procedure} {version} has no {', '.join(unknown)}"
            raise AdapterError("LAYOUT_UNFIT", text, permanent=True)

    def _manifest(
        self, batch: Batch, count: int, files: list[ExportFile], sets: FileSets | None = None
    ) -> Mapping[str, object]:
        file = self._definition.file
        parts = {"parts": list(sets.manifest())} if sets else {}
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
            "unanswered": file.unanswered,
            **parts,
            # Opt-in: layouts without it keep the bytes of their batches.
            **({"maps": used_maps(self._definition)} if file.tells_maps else {}),
            "files": [{"name": made.name, "rows": made.rows, "sha256": made.sha256} for made in files],
        }


def _finding(number: str, note: Note) -> Finding:
    handling = "held" if note.held else "replaced"
    return Finding(number, note.column, note.value, note.event, note.replacement, handling, note.proposals)


def facts_of(batch: Batch) -> dict[str, object]:
    """Only batch lines know `part`."""
    return {
        "number": batch.number, "city_code": batch.city_code, "made_at": batch.made_at, "seq": batch.seq, **batch.facts,
    }  # fmt: skip


def _small(bench: Bench, name: str, data: bytes) -> ExportFile:
    spool = SpooledFile(bench, name)
    spool.add(data)
    return spool.finish()
