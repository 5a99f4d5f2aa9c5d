"""Fast path for lines without problems, by a generated function (`quick_source`). In doubt the slow path (`columns`, `lines`)
decides, with the same bytes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from operator import itemgetter

from integrations.exports.characters import SURROGATES, Encoding
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.csv_shape import Texts
from integrations.exports.definition import LayoutFile
from integrations.exports.items import items_of_column
from integrations.exports.line import Line
from integrations.exports.quick_source import ABSENT, APART, DOUBT, Place, Source, plain_answer
from integrations.exports.rows import Rows, around, place, rows_of
from integrations.exports.tables import Part
from integrations.sockets.layout_socket import AnswerTable, Column, Record

_Facts = Mapping[str, object]
# Cached row places: limited, as row numbers may be anything.
_MOST_PLACES = 1000
_NO_ROWS: Rows = {}
_WHOLE = (("", _NO_ROWS),)
_OF_ANSWER = "answer."
_MOST_OF_A_CELL = 32_767  # of a worksheet
_QUOTE = '"'


class QuickLine:
    """`hidden`: withheld fields; `chain`: repeats of its rows; `questions`: of wide columns."""

    def __init__(
        self, columns: Sequence[ColumnSpec], layout: LayoutFile, hidden: frozenset[str], table: AnswerTable,
        chain: Sequence[str] = (), questions: Sequence[str] = (),
    ) -> None:  # fmt: skip
        blank = "" if questions else layout.file.blank
        source = Source(
            columns,
            layout.maps,
            hidden,
            table,
            marks_absent=marks_absent(layout, blank),
            blank=blank,
            questions=questions,
        )
        self._lines, self._asked, self._chain = source.lines, source.asked, chain
        self._places: dict[str, Place] = {}
        self.width = len(columns)
        self._whole: tuple[Place, ...] = () if chain else (self._place("", {}),)

    def all_of(self, record: Record, facts: _Facts) -> list[str]:
        return self._lines(record.head, facts, record.answers, record.left, self._whole or self._rows(record.answers))

    def one_of(self, record: Record, facts: _Facts, number: str, rows: Rows) -> list[str]:
        places = self._whole or (self._place(number, rows),)
        return self._lines(record.head, facts, record.answers, record.left, places)

    def _rows(self, answers: Mapping[str, object]) -> Iterable[Place]:
        if len(self._chain) > 1:
            return [self._place(number, rows) for number, rows in rows_of(answers, self._chain)]
        (repeat,) = self._chain
        numbers = answers.get(repeat)
        if not isinstance(numbers, list):
            return ()
        cache = self._places
        return [cache.get(number) or self._learned(repeat, number) for number in map(str, numbers)]

    def _learned(self, repeat: str, number: str) -> Place:
        place = self._place(number, {repeat: f"{repeat}.{number}"})
        if len(self._places) < _MOST_PLACES:
            self._places[number] = place
        return place

    def _place(self, number: str, rows: Rows) -> Place:
        keys = [rows[repeat] for repeat in self._chain]
        asked = tuple(f"{rows[repeat]}{rest}" if repeat else rest for repeat, rest in self._asked)
        return number, asked, place("".join(keys[-1:])), place("".join(keys[-2:-1]))


def marks_absent(layout: LayoutFile, blank: str | None) -> bool:
    return layout.file.kind == "xlsx" or layout.file.null != '""' or blank is not None


def may_be_quick(layout: LayoutFile, columns: Sequence[ColumnSpec], questions: Sequence[str] = ()) -> bool:
    file, blank = layout.file, "" if questions else layout.file.blank
    if not (file.kind == "xlsx" or (file.kind == "csv" and file.quoting == "all")):
        return False
    if not all(column.is_plain and column.map not in layout.dated_maps for column in columns):
        return False
    of_row = {source for column in columns for source in column.sources if source.startswith("row.")}
    if not marks_absent(layout, blank):
        return of_row <= {"row.number"}
    own = [column for column, name in zip(columns, questions, strict=True) if not name] if questions else columns
    if questions and any(column.fields for column in own):
        return False  # `unanswered` follows the questions
    return (
        (bool(questions) or of_row <= {"row.number", "row.place", "row.outer"})
        and (blank is None or all(len(column.fields) < 2 for column in columns))
        and not any("" in layout.maps[column.map].values() for column in columns if column.map)
    )


# Kind of line or part.
Where = int | Part
# (kind, its QuickLine, joined cells per line or None in doubt).
Made = list[tuple[Where, QuickLine, list[str] | None]]
# (kind, one or several lines in the file's form, or a line of a sheet with joined cells; how many)
Piece = tuple[Where, bytes | Texts, int]


class QuickLines:
    def __init__(self, layout: LayoutFile, encoding: Encoding) -> None:
        # Characters that make a line doubtful: encoding problems, line ends, formula prefixes. @ and - are common in
        # addresses and numbers, + in times and telephone numbers, so they count only at the start of a cell.
        # Cells without value are surrogates: encoding refuses those that are left, a sheet is not encoded here.
        self._is_sheet = layout.file.kind == "xlsx"
        trouble = encoding.trouble.pattern[:-1]
        self._trouble = re.compile(f"{trouble if self._is_sheet else trouble.replace(SURROGATES, '')}\\r\\n=＝＋\\t]")
        self._end = '"\r\n' if layout.file.newline == "crlf" else '"\n'
        self._next = f'{self._end}"'
        self._encoding = encoding
        self._null = layout.file.null

    def made(self, kinds: Sequence[tuple[Where, QuickLine]], record: Record, facts: _Facts) -> Made:
        made: Made = []
        for kind, quick in kinds:
            try:
                lines = quick.all_of(record, facts)
            except DOUBT:
                made.append((kind, quick, None))
            else:
                if lines:
                    made.append((kind, quick, lines))
        return made

    def packed(self, made: Made) -> list[Piece] | None:
        every: list[str] = []
        cells = 0
        for _, quick, lines in made:
            if lines is None:
                return None
            every += lines
            cells += quick.width * len(lines)
        if every and not self._sound(every, cells):
            return None
        if self._is_sheet:
            return [(kind, line, 1) for kind, _, lines in made for line in lines or ()]
        packed = [(kind, data, len(lines)) for kind, _, lines in made if lines and (data := self._bytes(lines))]
        return [*packed] if len(packed) == len(made) else None

    def packed_line(self, quick: QuickLine, line: str) -> bytes | Texts | None:
        """None in doubt."""
        if not self._sound([line], quick.width):
            return None
        return line if self._is_sheet else self._bytes([line])

    def of_line(
        self, quick: QuickLine, record: Record, facts: _Facts, number: str = "", rows: Rows = _NO_ROWS
    ) -> bytes | Texts | None:
        """None in doubt."""
        try:
            lines = quick.one_of(record, facts, number, rows)
        except DOUBT:
            return None
        return self.packed_line(quick, lines[0])

    def _sound(self, lines: Sequence[str], cells: int) -> bool:
        text = f"{APART}{APART.join(lines)}"
        if text.count(APART) != cells:
            return False
        if self._is_sheet and ABSENT in text:
            text = text.replace(f"{APART}{ABSENT}", APART)
        if self._trouble.search(text) or (self._is_sheet and len(text) > _MOST_OF_A_CELL):
            return False
        # Searching one character first is much faster than two.
        return not (
            ("-" in text and f"{APART}-" in text)
            or ("+" in text and f"{APART}+" in text)
            or ("@" in text and f"{APART}@" in text)
            or ("－" in text and f"{APART}－" in text)
            or ("＠" in text and f"{APART}＠" in text)
        )

    def _bytes(self, lines: Sequence[str]) -> bytes | None:
        text = f'"{self._next.join(lines)}{self._end}'
        if text.count('"') != 2 * len(lines):  # a cell contains a quote
            text = f'"{self._next.join(line.replace(_QUOTE, 2 * _QUOTE) for line in lines)}{self._end}'
        text = text.replace(APART, '","')
        return self._encoding.encoded(text.replace(f'"{ABSENT}"', self._null) if ABSENT in text else text)


def cells_of(line: str) -> Texts:
    texts = line.split(APART)
    return [None if text == ABSENT else text for text in texts] if ABSENT in line else texts


def quick_answers(
    columns: Sequence[ColumnSpec], layout: LayoutFile, hidden: frozenset[str], table: AnswerTable
) -> "QuickAnswers | None":
    own = [column for column in columns if not _is_of_answer(column)]
    named = [column for column in columns if _is_of_answer(column)]
    plain = all(
        (column.type == "X" or (column.type == "N" and column.from_ == ("answer.row",))) and column.len is None
        for column in named
    )
    asks = any(
        column.fields or any(source.startswith(("row.", _OF_ANSWER)) for source in column.sources) for column in own
    )
    if len(named) < 2 or not plain or asks or not may_be_quick(layout, columns):
        return None
    return QuickAnswers(columns, own, named, layout, hidden, table)


def _is_of_answer(column: ColumnSpec) -> bool:
    return len(column.from_) == 1 and column.from_[0].startswith(_OF_ANSWER)


class QuickAnswers(QuickLine):
    def __init__(
        self, columns: Sequence[ColumnSpec], own: Sequence[ColumnSpec], named: Sequence[ColumnSpec], layout: LayoutFile,
        hidden: frozenset[str], table: AnswerTable,
    ) -> None:  # fmt: skip
        super().__init__(own, layout, hidden, table)
        self.width = len(columns)
        self._is_own = [not _is_of_answer(column) for column in columns]
        names = [column.from_[0].removeprefix(_OF_ANSWER) for column in named]
        self._values = itemgetter(*names)
        self._absent = ABSENT if marks_absent(layout, layout.file.blank) else ""
        self._plain = plain_answer(names, self._absent)
        self._runs = [
            (
                repeat,
                around(table.repeats, repeat) if repeat else (),
                [_place_of(column, hidden, table) for column in columns],
            )
            for repeat, columns in table.runs
        ]
        self._table = table
        self._hidden = hidden

    def all_of(self, record: Record, facts: Mapping[str, object]) -> list[str]:
        own = iter(super().all_of(record, facts)[0].replace("%", "%%").split(APART) if any(self._is_own) else ())
        template = APART.join(next(own) if is_own else "%s" for is_own in self._is_own)
        if next(own, None) is not None:
            raise ValueError  # a cell with the separator
        return [template % texts for texts in self._answers(record)]

    def _answers(self, record: Record) -> Iterator[tuple[str, ...]]:
        # The lines of `answer_items`.
        answers, plain, values, absent = record.answers, self._plain, self._values, self._absent
        for repeat, chain, columns in self._runs:
            for _, rows in rows_of(answers, chain) if repeat else _WHOLE:
                line = Line(record, self._table, self._hidden, _NO_ROWS, _NO_ROWS, rows)
                key = rows[repeat] if repeat else ""
                row_place = place(key)
                for column, rest, suffix, is_stored in columns:
                    value = answers.get(key + rest) if is_stored else None
                    if suffix:
                        text = value.get(suffix) if type(value) is dict else None
                    else:
                        text = value if type(value) is str else None
                    if text:
                        yield plain(column.name, column.heading, text, row_place)
                    else:
                        for items in items_of_column(line, self._table, column, row_place):
                            yield tuple([value or absent for value in values(items)])


def _place_of(column: Column, hidden: Set[str], table: AnswerTable) -> tuple[Column, str, str, bool]:
    # A stored text that is no code is one line.
    field, suffix = column.field, column.suffix
    is_code = suffix == "tell" or (not suffix and field in table.codes)
    is_stored = (field, suffix) in table.as_stored and field not in hidden and not is_code
    return column, field[len(column.repeat) :], suffix, is_stored
