"""The short way for a line that has nothing wrong with it, which is nearly every line. Knows no report and no policy.

One function per kind of line, put together from the layout, gives the texts; what every line must satisfy is asked once
for the whole line. In any doubt there is no answer, and the long way (`columns`, `lines`) decides alone. The long way
for every line would cost three times as much; a test holds both to the same bytes.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from operator import gt
from typing import Any

from integrations.exports.characters import Encoding
from integrations.exports.column_spec import ColumnSpec
from integrations.exports.days import day_writer, in_tokyo, known_of
from integrations.exports.definition import LayoutFile
from integrations.exports.line import Line, as_text, place_of
from integrations.exports.rows import Rows
from integrations.layout_socket import AnswerTable, Record

_NO_LIMIT = 1 << 60
# How much of a limit one code point may use up at most.
_AT_MOST = {"char": 1, "codepoint": 1, "utf16": 2, "byte": 4}
_Facts = Mapping[str, object]
_Texts = Callable[
    [_Facts, _Facts, Callable[[str], Mapping[str, str]], _Facts, Mapping[str, str], Mapping[str, str]], list[str]
]
# A code without map, a day or digits that cannot be read, a stored value that is no text.
_DOUBT = (KeyError, ValueError, TypeError, AttributeError)


class QuickLine:
    """One kind of line of a CSV file that quotes all cells, those without value too. `hidden`: the fields
    that may not leave."""

    def __init__(
        self,
        columns: tuple[ColumnSpec, ...],
        layout: LayoutFile,
        encoding: Encoding,
        hidden: frozenset[str],
        table: AnswerTable,
    ) -> None:
        self._texts = _texts(columns, layout.maps, hidden, table)
        self._limits = [(column.len or _NO_LIMIT) // _AT_MOST[column.unit] for column in columns]
        self._quotes = 2 * len(columns)
        # Any of these makes the line doubtful: what the encoding has trouble with, line ends, first signs of a formula.
        # @ and - stand in ordinary mail addresses and numbers, so only where a cell begins with them.
        self._trouble = re.compile(f"{encoding.trouble.pattern[:-1]}\\r\\n=+＝＋\\t]")
        self._end = '"\r\n' if layout.file.newline == "crlf" else '"\n'
        self._encoding = encoding

    def packed(self, line: Line) -> bytes | None:
        """The line in bytes, or None in doubt."""
        return self._packed(line.head, line.record.answers, line.cells, line.facts, line.items, line.rows)

    def packed_row(self, record: Record, facts: _Facts, number: str, rows: Rows) -> bytes | None:
        """The same of one row, which needs no `Line` for it."""
        return self._packed(record.head, record.answers, _doubtful, facts, {"number": number}, rows)

    def _packed(self, *of: Any) -> bytes | None:
        try:
            texts = self._texts(*of)
            cells = '"' + '","'.join(texts)
        except _DOUBT:
            return None
        if (
            True in map(gt, map(len, texts), self._limits)
            or cells.count('"') != self._quotes - 1
            or self._trouble.search(cells)
            or '"-' in cells
            or '"@' in cells
            or '"－' in cells
            or '"＠' in cells
        ):
            return None
        return self._encoding.encoded(cells + self._end)


def _doubtful(field: str) -> Mapping[str, str]:
    raise KeyError(field)


def _texts(
    columns: tuple[ColumnSpec, ...],
    maps: Mapping[str, Mapping[str, str]],
    hidden: frozenset[str],
    table: AnswerTable,
) -> _Texts:
    """The function from (head, answers, cells, facts, items, rows) to the texts. Nothing of the layout stands in its source:
    every name, constant and code is bound to a name that is counted here."""
    bound: dict[str, object] = {
        "__builtins__": {},
        "dict": dict,
        "filter": filter,
        "str": str,
        "head_text": _head_text,
        "moment": _moment,
        "digits": _digits,
    }

    def bind(value: object) -> str:
        name = f"v{len(bound)}"
        bound[name] = value
        return name

    def source(text: str) -> str:
        root, _, name = text.partition(".")
        if root == "head":
            return f"head_text(head.get({bind(name)}))"
        if root == "batch":
            return f"head_text(facts.get({bind(name)}))"
        if root == "row":
            return f"items[{bind(name)}]"
        field, suffix = place_of(name, table.places)
        if field in hidden:
            return "''"
        if field in table.repeats:  # without rows it may have been asked, or not
            return f"(cells({bind(field)}).get({bind(suffix)}) or '')"
        repeat = table.repeat_of.get(field)
        key = f"rows[{bind(repeat)}] + {bind(field[len(repeat) :])}" if repeat else bind(field)
        value, told = f"(v := answers.get({key}))", f"{bind(_cell(table, field, suffix))}(v)"
        if (field, suffix) not in table.as_stored:
            return f"({told} if {value} is not None else '')"
        if suffix:
            return f"(v.get({bind(suffix)}) or '' if {value}.__class__ is dict else '')"
        return f"(v if {value}.__class__ is str else '' if v is None else {told})"

    def cell(column: ColumnSpec) -> str:
        if column.value or column.blank:
            return bind(column.value)
        sources = [source(text) for text in column.from_]
        one = sources[0] if len(sources) == 1 else f"{bind(column.join)}.join(filter(None, ({', '.join(sources)})))"
        if column.type == "D" and _is_plain_moment(column):
            return f"moment(head.get({bind(column.from_[0][5:])}), {bind(column.fmt)})"
        if column.type == "X":
            return one
        return f"digits({one})" if column.type == "N" else f"{bind(_typed(column, maps))}({one})"

    body = ", ".join(cell(column) for column in columns)
    made = eval(f"lambda head, answers, cells, facts, items, rows: [{body}]", bound)  # noqa: S307  source made above, of counted names
    texts: _Texts = made
    return texts


def _cell(table: AnswerTable, field: str, suffix: str) -> Callable[[object], str]:
    if table.cell is not None:
        return table.cell(field, suffix)
    return lambda value: table.cells(field, value).get(suffix) or ""


def _is_plain_moment(column: ColumnSpec) -> bool:
    """Whether strftime says all of it."""
    of_head = len(column.from_) == 1 and column.from_[0].startswith("head.")
    return of_head and not {"%E", "%e", "%N"} & set(_tokens(column.fmt))


def _typed(column: ColumnSpec, maps: Mapping[str, Mapping[str, str]]) -> Callable[[str], str]:
    if column.type == "C":
        return _coded(maps[column.map], column.join)
    if column.type == "U":
        return _known(maps[column.map])
    return _day(day_writer(column.fmt, maps.get(column.eras, {}), column.unknown))


def _tokens(form: str) -> list[str]:
    return re.findall("%.", form)


def _head_text(value: object) -> str:
    return value if isinstance(value, str) else as_text(value) or ""


def _moment(value: object, form: str) -> str:
    if isinstance(value, datetime):
        return in_tokyo(value).strftime(form)
    raise TypeError


def _digits(text: str) -> str:
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError
    return text


def _day(write: Callable[[object], str]) -> Callable[[str], str]:
    @lru_cache(4096)
    def day(text: str) -> str:
        return write(text) if text else ""

    return day


def _known(codes: Mapping[str, str]) -> Callable[[str], str]:
    return lambda text: codes[known_of(text)] if text else ""


def _coded(codes: Mapping[str, str], join: str) -> Callable[[str], str]:
    @lru_cache(4096)
    def coded(text: str) -> str:
        return join.join([codes[part] for part in text.split(";")]) if text else ""

    return coded
