"""Fast path for lines without problems: a generated function (`quick_source`) gives the texts of all lines, which are
checked and written at once. In doubt the slow path (`columns`, `lines`) decides; alone it would take three times as
long. A test compares their bytes."""

import re
from collections.abc import Iterable, Mapping, Sequence

from integrations.exports.characters import Encoding
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.definition import LayoutFile
from integrations.exports.quick_source import APART, DOUBT, Place, Source
from integrations.exports.rows import Rows, rows_of
from integrations.sockets.layout_socket import AnswerTable, Record

_Facts = Mapping[str, object]
# Cached row places: limited, as row numbers may be anything.
_MOST_PLACES = 1000
_NO_ROWS: Rows = {}
_QUOTE = '"'


class QuickLine:
    """`hidden`: withheld fields; `chain`: repeats of its rows."""

    def __init__(
        self, columns: Sequence[ColumnSpec], layout: LayoutFile, hidden: frozenset[str], table: AnswerTable,
        chain: Sequence[str] = (),
    ) -> None:  # fmt: skip
        source = Source(columns, layout.maps, hidden, table)
        self._lines, self._asked, self._chain = source.lines, source.asked, chain
        self._places: dict[str, Place] = {}
        self.width = len(columns)
        self._whole: tuple[Place, ...] = () if chain else (self._place("", {}),)

    def all_of(self, record: Record, facts: _Facts) -> list[str]:
        return self._lines(record.head, facts, record.answers, record.left, self._whole or self._rows(record.answers))

    def one_of(self, record: Record, facts: _Facts, number: str, rows: Rows) -> list[str]:
        """For a single row."""
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
        return number, tuple(f"{rows[repeat]}{rest}" if repeat else rest for repeat, rest in self._asked)


# (kind, its QuickLine, joined cells per line or None in doubt).
Made = list[tuple[int, QuickLine, list[str] | None]]


class QuickLines:
    def __init__(self, layout: LayoutFile, encoding: Encoding) -> None:
        # Characters that make a line doubtful: encoding problems, line ends, formula prefixes. @ and - are common in
        # addresses and numbers, so they count only at the start of a cell.
        self._trouble = re.compile(f"{encoding.trouble.pattern[:-1]}\\r\\n=+＝＋\\t]")
        self._end = '"\r\n' if layout.file.newline == "crlf" else '"\n'
        self._next = f'{self._end}"'
        self._encoding = encoding

    def made(self, kinds: Sequence[tuple[int, QuickLine]], record: Record, facts: _Facts) -> Made:
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

    def packed(self, made: Made) -> list[tuple[int, bytes, int]] | None:
        every: list[str] = []
        cells = 0
        for _, quick, lines in made:
            if lines is None:
                return None
            every += lines
            cells += quick.width * len(lines)
        if every and not self._sound(every, cells):
            return None
        packed = [(kind, data, len(lines)) for kind, _, lines in made if lines and (data := self._bytes(lines))]
        return packed if len(packed) == len(made) else None

    def packed_line(self, quick: QuickLine, line: str) -> bytes | None:
        """None in doubt."""
        return self._bytes([line]) if self._sound([line], quick.width) else None

    def of_line(
        self, quick: QuickLine, record: Record, facts: _Facts, number: str = "", rows: Rows = _NO_ROWS
    ) -> bytes | None:
        """None in doubt."""
        try:
            lines = quick.one_of(record, facts, number, rows)
        except DOUBT:
            return None
        return self.packed_line(quick, lines[0])

    def _sound(self, lines: Sequence[str], cells: int) -> bool:
        text = f"{APART}{APART.join(lines)}"
        if text.count(APART) != cells or self._trouble.search(text):
            return False
        # Searching one character first is much faster than two.
        return not (
            ("-" in text and f"{APART}-" in text)
            or ("@" in text and f"{APART}@" in text)
            or ("－" in text and f"{APART}－" in text)
            or ("＠" in text and f"{APART}＠" in text)
        )

    def _bytes(self, lines: Sequence[str]) -> bytes | None:
        text = f'"{self._next.join(lines)}{self._end}'
        if text.count('"') != 2 * len(lines):  # a cell contains a quote
            text = f'"{self._next.join(line.replace(_QUOTE, 2 * _QUOTE) for line in lines)}{self._end}'
        return self._encoding.encoded(text.replace(APART, '","'))
