"""A record as the lines of its files, or held. Knows the policy for characters; not where the lines go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from integrations.exports.batch_lines import Figures
from integrations.exports.characters import Encoding
from integrations.exports.columns import CHARACTER, Line, Note, Notes, Text, compile_column
from integrations.exports.csv_shape import Texts
from integrations.exports.definition import ColumnSpec, LayoutFile, RecordSpec
from integrations.exports.items import answer_items, code_items, question_items
from integrations.exports.quick import QuickLine
from integrations.exports.rows import Rows, around, place, rows_of
from integrations.exports.tables import Part, Table, tables_of
from integrations.interfaces import AnswerTable, Record

# (kind of line or part of it, the line as its file takes it)
Packed = tuple[int | Part, bytes | Texts]
_NOTHING: Mapping[str, str] = {}


class Shape(Protocol):
    """How a line looks in the file; None where the encoding cannot hold it."""

    encoding: Encoding

    def packer(self, columns: Sequence[ColumnSpec]) -> Callable[[Texts], bytes | Texts | None]: ...


@dataclass(frozen=True)
class Columns:
    """The columns of one kind of line, ready to run. `where` its lines go; `chain`: the repeats whose rows they are;
    `fields`: in a wide table, the question of each column; `summed`: the columns that a line about the batch adds up."""

    where: int | Part
    foreach: str
    names: tuple[str, ...]
    texts: tuple[Text, ...]
    packed: Callable[[Texts], bytes | Texts | None]
    quick: QuickLine | None = None
    chain: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    summed: Sequence[tuple[str, int]] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, self.fields)))


class Lines:
    """Makes the lines of one layout for one version of a procedure, which `of` names in file names. `parts` are the wide
    tables that it needs."""

    def __init__(self, layout: LayoutFile, shape: Shape, table: AnswerTable, of: str = "") -> None:
        self._summed = Figures(layout).summed
        self._sums: dict[str, int] = {}
        self._layout = layout
        self._shape = shape
        self._table = table
        self._hidden = frozenset[str]() if layout.purpose == "number-use" else table.numbers
        self._leaves_out = layout.protected == "leave_out"
        tables = [
            one
            for at, record in enumerate(layout.records)
            if record.foreach == "table"
            for one in tables_of(at, record, table, self._hidden, of)
        ]
        self.parts = tuple(one.part for one in tables)
        self._kinds = (
            *(
                self._columns(at, record)
                for at, record in enumerate(layout.records)
                if record.foreach not in ("table", "batch")
            ),
            *(self._wide(one) for one in tables),
        )

    def of_record(self, record: Record, facts: Mapping[str, object], notes: Notes) -> list[Packed] | None:
        """Every line of one application, or None if it is held: all of them leave, or none. What they add to sums stands in
        `sums` until the next one."""
        self._sums = {}
        if self._leaves_out and record.head.get("protected"):
            notes.append(Note("", "", "protected"))
            return None
        line = Line(record, self._table, self._hidden, facts, _NOTHING)
        made: list[Packed | None] = []
        for kind in self._kinds:
            if kind.foreach == "application":
                made.append(self._pack(kind, line, notes))
            elif kind.foreach == "answer":
                for rows, items in answer_items(record, self._table, self._hidden):
                    answer = Line(record, self._table, self._hidden, facts, items, rows)
                    made.append(self._pack(kind, answer, notes))
            elif kind.foreach in ("row", "table"):
                for number, rows in rows_of(record.answers, kind.chain) if kind.chain else [("", _NOTHING)]:
                    made.append(self._pack(kind, self._in_row(record, kind, facts, number, rows), notes))
        return _all_or_none(made)

    @property
    def sums(self) -> Mapping[str, int]:
        return self._sums

    def _in_row(self, record: Record, kind: Columns, facts: Mapping[str, object], number: str, rows: Rows) -> Line:
        """The line of one row, or of the application in its wide table."""
        keys = [rows[repeat] for repeat in kind.chain]
        items = {"number": number, "place": place("".join(keys[-1:])), "outer": place("".join(keys[-2:-1]))}
        line = Line(record, self._table, self._hidden, facts, items, rows)
        items["unanswered"] = ";".join(field for field in kind.questions if line.unanswered(field))
        return line

    def of_version(
        self, procedure: str, version: int, facts: Mapping[str, object], notes: Notes
    ) -> list[Packed] | None:
        """What is said of the version itself: its codes and its questions. None if one cannot be written."""
        items_of = {"code": code_items, "item": question_items}
        return _all_or_none(
            [
                self._pack(kind, Line(Record({}, {}), self._table, self._hidden, facts, items), notes)
                for kind in self._kinds
                if kind.foreach in items_of
                for items in items_of[kind.foreach](procedure, version, self._table)
            ]
        )

    def _wide(self, table: Table) -> Columns:
        return Columns(
            table.part, "table", table.part.heading, self._compiled(table.columns), self._shape.packer(table.columns), None,
            table.chain, table.fields,
        )  # fmt: skip

    def _compiled(self, columns: tuple[ColumnSpec, ...]) -> tuple[Text, ...]:
        layout, places = self._layout, self._table.places
        return tuple(compile_column(column, layout.file, layout.maps, places) for column in columns)

    def _columns(self, at: int, record: RecordSpec) -> Columns:
        file = self._layout.file
        quotable = file.kind == "csv" and file.quoting == "all" and file.no_value == "quoted"
        stored = frozenset((field, suffix) for field, suffix in self._table.as_stored if field not in self._hidden)
        return Columns(
            at,
            record.foreach,
            tuple(column.name for column in record.columns),
            self._compiled(record.columns),
            self._shape.packer(record.columns),
            QuickLine(record.columns, self._layout, self._shape.encoding, stored, self._table.places)
            if quotable and record.foreach == "application" and not self._summed[at]
            else None,
            around(self._table.repeats, record.of) if record.of else (),
            summed=self._summed[at],
        )

    def _pack(self, kind: Columns, line: Line, notes: Notes) -> Packed | None:
        if kind.quick and (quick := kind.quick.packed(line)):
            return kind.where, quick
        before = len(notes)
        texts: Texts = [text(line, notes) for text in kind.texts]
        if kind.fields:
            # Left empty is an empty text, not asked is nothing at all.
            texts = [
                "" if text is None and field and line.asked(field) else text
                for text, field in zip(texts, kind.fields, strict=True)
            ]
        if len(notes) > before and any(note.held for note in notes[before:]):
            self._settle(kind, texts, notes)  # so that the report names every fault of the line at once
            return None
        packed = kind.packed(texts)
        if packed is None:
            settled = self._settle(kind, texts, notes)
            packed = None if settled is None else kind.packed(settled)
        for name, of in kind.summed:
            self._sums[name] = self._sums.get(name, 0) + int(texts[of] or 0)
        return None if packed is None else (kind.where, packed)

    def _settle(self, kind: Columns, texts: Texts, notes: Notes) -> Texts | None:
        """The line with characters replaced where the policy says so; None where one must hold the application."""
        policies = self._layout.unmappable
        before = len(notes)
        settled: Texts = [
            text and self._settled(name, text, policies.columns.get(name, policies.default), notes)
            for name, text in zip(kind.names, texts, strict=True)
        ]
        return None if any(note.held for note in notes[before:]) else settled

    def _settled(self, column: str, text: str, policy: str, notes: Notes) -> str:
        encoding = self._shape.encoding
        instead: dict[str, str] = {}
        for character in sorted(set(CHARACTER.findall(text))):
            event = encoding.event(character)
            if event and policy == "hold":
                notes.append(Note(column, character, event))
            elif event:
                instead[character] = encoding.instead(character, policy[-1])
                notes.append(Note(column, character, event, instead[character], held=False))
        return CHARACTER.sub(lambda found: instead.get(found[0], found[0]), text)


def _all_or_none(made: list[Packed | None]) -> list[Packed] | None:
    whole = [packed for packed in made if packed is not None]
    return whole if len(whole) == len(made) else None
