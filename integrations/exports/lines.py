"""Turns a record into lines, or holds it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Protocol

from forms.definition.procedure import full_name
from integrations.exports.attached import file_items
from integrations.exports.batch_lines import Figures
from integrations.exports.characters import Encoding
from integrations.exports.column_spec import ColumnSpec, RowColumn
from integrations.exports.columns import Text, compile_column, length
from integrations.exports.csv_shape import Texts
from integrations.exports.definition import LayoutFile, RecordSpec
from integrations.exports.items import answer_items, code_items, part_items, question_items
from integrations.exports.line import CHARACTER, Line, Note, Notes, place_of
from integrations.exports.quick import Made, QuickLine, QuickLines, may_be_quick, quick_answers
from integrations.exports.rows import Rows, around, place, rows_of
from integrations.exports.tables import Part, Table, tables_of
from integrations.sockets.layout_socket import AnswerTable, Record

# (kind of line or part, the line or several lines in the file's form, how many)
Packed = tuple[int | Part, bytes | Texts, int]
_NOTHING: Mapping[str, str] = {}
# People leave the same few questions empty; the cache is limited to this many sets.
_MOST_ASKED = 1000
_name = lru_cache(4096)(full_name)
# Possible replacements of a character, likeliest first.
Shrink = Callable[[str], Sequence[str]]


def knows_nothing(_sign: str) -> Sequence[str]:
    return ()


class Shape(Protocol):
    """To None if the encoding cannot hold the line."""

    encoding: Encoding

    def packer(self, columns: Sequence[ColumnSpec]) -> Callable[[Texts], bytes | Texts | None]: ...


@dataclass(frozen=True)
class Asked:
    fields: tuple[str, ...] = ()
    each: str = ""
    nth: int = 0  # row of a repeat, from 1

    def of(self, line: Line, test: Callable[[Line, str], bool], *, every: bool = False) -> bool:
        if self.each:
            rows = line.rows_in(self.each)
            if not 0 < self.nth <= len(rows):
                return False
            line = rows[self.nth - 1]
        results = [test(line, field) for field in self.fields]
        return bool(results) and (all(results) if every else any(results))


@dataclass(frozen=True)
class Columns:
    where: int | Part  # target
    foreach: str
    names: tuple[str, ...]
    texts: tuple[Text, ...]
    packed: Callable[[Texts], bytes | Texts | None]
    quick: QuickLine | None = None
    chain: tuple[str, ...] = ()  # repeats of its rows
    fields: tuple[str, ...] = ()  # question of each wide column
    summed: Sequence[tuple[str, int]] = ()  # columns for the batch's figures
    asked: tuple[Asked, ...] = ()
    of: str = ""
    only: Text | None = None
    specs: tuple[ColumnSpec, ...] = ()

    @cached_property
    def questions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, self.fields)))

    def asking(self, fields: Set[str]) -> list[tuple[str, Asked]]:
        named = zip(self.names, self.asked, strict=True)
        return [(name, needs) for name, needs in named if needs.fields and fields >= {*needs.fields}]


class Lines:
    """`of`: the version in file names. `parts`: wide tables."""

    def __init__(
        self,
        layout: LayoutFile,
        shape: Shape,
        table: AnswerTable,
        of: str = "",
        shrink: Shrink = knows_nothing,
        *,
        quick: bool = True,
    ) -> None:
        self._summed = Figures(layout).summed
        self._told: list[tuple[str, int]] = []
        self._layout = layout
        self._blank = layout.file.blank
        self._shrink = shrink
        self._quick = quick
        by = layout.file.split.by if layout.file.split else None
        value = ColumnSpec(name="split", from_=(by,)) if by else None
        self._split = compile_column(value, layout.file, {}, table.places) if value else None
        self._shape = shape
        self._table = table
        self._hidden = table.numbers
        self._leaves_out = layout.protected == "leave_out"
        tables = [
            table_spec
            for index, record in enumerate(layout.records)
            if record.foreach == "table"
            for table_spec in tables_of(index, record, table, self._hidden, of)
        ]
        self.parts = tuple(table_spec.part for table_spec in tables)
        self._short = QuickLines(layout, shape.encoding)
        self._kinds = (
            *(
                self._columns(index, record)
                for index, record in enumerate(layout.records)
                if record.foreach not in ("table", "batch")
            ),
            *(self._wide(table_spec) for table_spec in tables),
        )
        self._together = self._all_quick()
        self._kind_at = {kind.where: kind for kind in self._kinds}
        # A column with several questions names them all and is empty only if all are.
        self._asked_alone = {field for kind in self._kinds for asked in kind.asked for field in asked.fields}
        self._asking = lru_cache(_MOST_ASKED)(self._columns_asking)

    def _all_quick(self) -> list[tuple[int | Part, QuickLine]]:
        of_records = [kind for kind in self._kinds if kind.foreach not in ("code", "item")]
        quick = [(kind.where, kind.quick) for kind in of_records if kind.quick and not kind.only]
        return quick if len(quick) == len(of_records) else []

    def of_record(self, record: Record, facts: Mapping[str, object], notes: Notes) -> list[Packed] | None:
        """None if held. `counts` has its figures until the next call."""
        self._told = []
        if self._leaves_out and record.head.get("protected"):
            notes.append(Note("", "", "protected"))
            return None
        if self._together:
            texts = self._short.made(self._together, record, facts)
            quick = self._short.packed(texts)
            return self._line_by_line(texts, record, facts, notes) if quick is None else [*quick]
        line = Line(record, self._table, self._hidden, facts, _NOTHING)
        made: list[Packed | None] = []
        for kind in self._kinds:
            if kind.foreach == "application":
                if kind.only is None or kind.only(line, []):
                    made.append(self._pack(kind, line, notes))
            elif kind.foreach == "part":
                for items in part_items(line, self._table, kind.of):
                    made.append(self._pack(kind, self._line(record, facts, items), notes))
            elif kind.foreach == "answer":
                for rows, items in answer_items(record, self._table, self._hidden):
                    answer = Line(record, self._table, self._hidden, facts, items, rows)
                    made.append(self._pack_long(kind, answer, notes))
            elif kind.foreach == "attachment" and (attached := self._layout.file.attachments):
                for _, items in file_items(record, attached.entry):
                    made.append(self._pack(kind, self._line(record, facts, items), notes))
            elif kind.foreach in ("row", "table"):
                made += self._of_rows(record, kind, facts, notes)
        return _all_or_none(made)

    def _line_by_line(
        self, texts: Made, record: Record, facts: Mapping[str, object], notes: Notes
    ) -> list[Packed] | None:  # fmt: skip
        made: list[Packed | None] = []
        for where, quick, lines in texts:
            kind = self._kind_at[where]
            if kind.foreach == "answer":
                made += self._answer_by_answer(kind, lines, record, facts, notes)
                continue
            rows = [*rows_of(record.answers, kind.chain)] if kind.chain else [("", _NOTHING)]
            for index, (number, keys) in enumerate(rows):
                if lines and (packed := self._short.packed_line(quick, lines[index])):
                    made.append((where, packed, 1))
                else:
                    pack = self._pack_long if lines else self._pack
                    made.append(pack(kind, self._in_row(record, kind, facts, number, keys), notes))
        return _all_or_none(made)

    def _answer_by_answer(
        self, kind: Columns, lines: list[str] | None, record: Record, facts: Mapping[str, object], notes: Notes
    ) -> Iterator[Packed | None]:  # fmt: skip
        for index, (rows, items) in enumerate(answer_items(record, self._table, self._hidden)):
            if lines and kind.quick and (packed := self._short.packed_line(kind.quick, lines[index])):
                yield kind.where, packed, 1
            else:
                yield self._pack_long(kind, Line(record, self._table, self._hidden, facts, items, rows), notes)

    def _of_rows(
        self, record: Record, kind: Columns, facts: Mapping[str, object], notes: Notes
    ) -> Iterator[Packed | None]:  # fmt: skip
        if not kind.quick or kind.only:
            yield from (self._pack(kind, row, notes) for row in self._rows(record, kind, facts))
            return
        for number, rows in rows_of(record.answers, kind.chain) if kind.chain else [("", _NOTHING)]:
            quick = self._short.of_line(kind.quick, record, facts, number, rows)
            if quick:
                yield kind.where, quick, 1
            else:
                yield self._pack(kind, self._in_row(record, kind, facts, number, rows), notes)

    def left_empty(self, record: Record) -> Sequence[str]:
        names: dict[str, None] = {}
        for kind, columns in self._asking(frozenset(map(_name, left))) if (left := record.left()) else ():
            for rows in _places(record, kind):
                line = Line(record, self._table, self._hidden, _NOTHING, _NOTHING, rows)
                if kind.only is None or kind.only(line, []):
                    names |= {name: None for name, needs in columns if needs.of(line, Line.unanswered, every=True)}
        return tuple(names)

    def _columns_asking(self, left: frozenset[str]) -> list[tuple[Columns, list[tuple[str, Asked]]]]:
        fields = self._asked_alone & left
        kinds = [kind for kind in self._kinds if fields and kind.foreach in ("application", "row")]
        return [(kind, columns) for kind in kinds if (columns := kind.asking(fields))]

    @property
    def counts(self) -> Sequence[tuple[str, int]]:
        return self._told

    def _rows(self, record: Record, kind: Columns, facts: Mapping[str, object]) -> Iterator[Line]:
        for number, rows in rows_of(record.answers, kind.chain) if kind.chain else [("", _NOTHING)]:
            line = self._in_row(record, kind, facts, number, rows)
            if kind.only is None or kind.only(line, []):
                yield line

    def _line(self, record: Record, facts: Mapping[str, object], items: Mapping[str, str]) -> Line:
        return Line(record, self._table, self._hidden, facts, items)

    def split_value(self, record: Record) -> str:
        return (self._split(self._line(record, _NOTHING, _NOTHING), []) or "") if self._split else ""

    def _in_row(self, record: Record, kind: Columns, facts: Mapping[str, object], number: str, rows: Rows) -> Line:
        keys = [rows[repeat] for repeat in kind.chain]
        items = {"number": number, "place": place("".join(keys[-1:])), "outer": place("".join(keys[-2:-1]))}
        line = Line(record, self._table, self._hidden, facts, items, rows)
        items["unanswered"] = ";".join(field for field in kind.questions if line.unanswered(field))
        return line

    def of_version(
        self, procedure: str, version: int, facts: Mapping[str, object], notes: Notes
    ) -> list[Packed] | None:
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
        quick = self._quick and may_be_quick(self._layout, table.columns, table.fields)
        return Columns(
            table.part, "table", table.part.heading, self._compiled(table.columns), self._shape.packer(table.columns),
            QuickLine(table.columns, self._layout, self._hidden, self._table, table.chain, table.fields) if quick else None,
            table.chain, table.fields, asked=self._asked(table.columns), specs=table.columns,
        )  # fmt: skip

    def _compiled(self, columns: tuple[ColumnSpec, ...]) -> tuple[Text, ...]:
        layout, places = self._layout, self._table.places
        return tuple(compile_column(column, layout.file, layout.maps, places, layout.dated_maps) for column in columns)

    def _asked(self, columns: tuple[ColumnSpec, ...]) -> tuple[Asked, ...]:
        places = self._table.places
        return tuple(
            Asked(
                # The text beside a code is asked only with that code, and is present then.
                tuple(
                    dict.fromkeys(
                        field
                        for name in column.fields
                        for field, suffix in [place_of(name, places)]
                        if suffix != "tell"
                    )
                ),
                column.each,
                column.nth if isinstance(column, RowColumn) else 0,
            )
            for column in columns
        )

    def _columns(self, index: int, record: RecordSpec) -> Columns:
        columns = record.laid
        chain = around(self._table.repeats, record.of) if record.foreach == "row" else ()
        return Columns(
            index,
            record.foreach,
            tuple(column.name for column in columns),
            self._compiled(columns),
            self._shape.packer(columns),
            self._short_of(index, record, columns, chain),
            chain,
            summed=self._summed[index],
            asked=self._asked(columns),
            of=record.of,
            only=self._compiled((ColumnSpec(name="where", from_=(record.where,)),))[0] if record.where else None,
            specs=columns,
        )

    def _short_of(
        self, index: int, record: RecordSpec, columns: Sequence[ColumnSpec], chain: Sequence[str]
    ) -> QuickLine | None:
        if not self._quick or self._summed[index]:
            return None
        if record.foreach == "answer":
            return quick_answers(columns, self._layout, self._hidden, self._table)
        may = record.foreach in ("application", "row") and may_be_quick(self._layout, columns)
        return QuickLine(columns, self._layout, self._hidden, self._table, chain) if may else None

    def _pack(self, kind: Columns, line: Line, notes: Notes) -> Packed | None:
        number = line.items.get("number", "")
        if kind.quick and (quick := self._short.of_line(kind.quick, line.record, line.facts, number, line.rows)):
            return kind.where, quick, 1
        return self._pack_long(kind, line, notes)

    def _pack_long(self, kind: Columns, line: Line, notes: Notes) -> Packed | None:
        before = len(notes)
        texts: Texts = [text(line, notes) for text in kind.texts]
        figures = [(name, texts[position]) for name, position in kind.summed]
        blank = "" if kind.fields else self._blank
        if blank is not None:
            # Left empty is "" or a word; not asked is no value.
            texts = [
                blank if text is None and needs.of(line, Line.asked) else text
                for text, needs in zip(texts, kind.asked, strict=True)
            ]
        if len(notes) > before and any(note.held for note in notes[before:]):
            self._settle(kind, texts, notes)  # so that the report lists every fault of the line
            return None
        packed = kind.packed(texts)
        if packed is None:
            settled = self._settle(kind, texts, notes)
            packed = None if settled is None else kind.packed(settled)
        self._told += [(name, int(value)) for name, value in figures if value]
        return None if packed is None else (kind.where, packed, 1)

    def _settle(self, kind: Columns, texts: Texts, notes: Notes) -> Texts | None:
        before = len(notes)
        settled: Texts = [text and self._settled(kind, index, texts, notes) for index, text in enumerate(texts)]
        return None if any(note.held for note in notes[before:]) else settled

    def _settled(self, kind: Columns, index: int, texts: Texts, notes: Notes) -> str:
        column, text = kind.specs[index], texts[index] or ""
        encoding, policies = self._shape.encoding, self._layout.unmappable
        policy = policies.columns.get(column.name, policies.default)
        instead: dict[str, str] = {}
        for character in sorted(set(CHARACTER.findall(text))):
            event = encoding.event(character)
            if not event:
                continue
            if policy == "kana":
                return self._read(kind, column, texts, Note(column.name, character, event), notes)
            if policy in ("hold", "propose"):
                proposals = self._proposed(character) if policy == "propose" else ()
                notes.append(Note(column.name, character, event, proposals=proposals))
            else:
                instead[character] = encoding.instead(character, policy[-1])
                notes.append(Note(column.name, character, event, instead[character], held=False))
        return CHARACTER.sub(lambda match: instead.get(match[0], match[0]), text)

    def _proposed(self, character: str) -> tuple[str, ...]:
        return tuple(proposal for proposal in self._shrink(character) if not self._shape.encoding.event(proposal))

    def _read(self, kind: Columns, column: ColumnSpec, texts: Texts, note: Note, notes: Notes) -> str:
        reading = self._layout.unmappable.kana[column.name]
        text = texts[kind.names.index(reading)] if reading in kind.names else None
        encoding = self._shape.encoding
        fits = text and encoding.bytes_of(text) is not None
        if text and fits and (column.len is None or length(text, column.unit, encoding) <= column.len):
            notes.append(replace(note, replacement=text, held=False))
            return text
        notes.append(note)
        return ""


def _places(record: Record, kind: Columns) -> Iterable[Rows]:
    return (rows for _, rows in rows_of(record.answers, kind.chain)) if kind.chain else (_NOTHING,)


def _all_or_none(made: list[Packed | None]) -> list[Packed] | None:
    complete = [packed for packed in made if packed is not None]
    return complete if len(complete) == len(made) else None
