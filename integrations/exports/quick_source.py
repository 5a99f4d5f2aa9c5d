"""Generates the fast path, which raises one of `DOUBT`."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache
from typing import Any

from integrations.exports.column_spec import ColumnSpec
from integrations.exports.days import day_writer, in_tokyo, known_of
from integrations.exports.line import as_text, place_of
from integrations.sockets.layout_socket import AnswerTable

# Cell separator: a character that no cell of the fast path contains, so that quotes inside cells need no slow path.
APART = "\x1f"
# A cell without value, where an empty text is one. It is no character, so no answer holds it and no encoding takes it.
ABSENT = "\ud800"
# A code without map, an unreadable day or number, a text that is too long, a stored value that is not text.
DOUBT = (KeyError, ValueError, TypeError, AttributeError)
# Maximum units per code point.
_AT_MOST = {"char": 1, "codepoint": 1, "utf16": 2, "byte": 4}
# Row number, the keys of the questions in it, its place and the place of the row around it.
Place = tuple[str, Sequence[str], str, str]
_Maps = Mapping[str, Mapping[str, str]]
_Lines = Callable[
    [Mapping[str, object], Mapping[str, object], Mapping[str, object], Callable[[], Set[str]], Iterable[Place]], list[str]
]  # fmt: skip
# Parts of a time that only need a width.
_MOMENT = {"Y": "%(year)04d", "m": "%(month)02d", "d": "%(day)02d", "H": "%(hour)02d", "M": "%(minute)02d", "S": "%(second)02d"}  # fmt: skip


class Source:
    # Layout values are bound to numbered names, never in the source text. `asked`: (repeat, rest of the key) in the
    # order of `Place`. `blank`: of a question left empty, None if it has no value either. `marks_absent`: cells
    # without value are `ABSENT`. `questions`: of wide columns.

    def __init__(
        self, columns: Sequence[ColumnSpec], maps: _Maps, hidden: Set[str], table: AnswerTable, *, marks_absent: bool = False,
        blank: str | None = None, questions: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._maps = maps
        self._marks_absent = marks_absent
        self._blank = blank
        self._cells_of: dict[str, list[str]] = {}
        self._unanswered = any("row.unanswered" in column.from_ for column in columns)
        self._hidden = hidden
        self._table = table
        self._bound: dict[str, Any] = {
            "__builtins__": {}, "dict": dict, "filter": filter, "len": len, "map": map, "str": str, "type": type,
            "doubt": ValueError, "apart": APART, "head_text": _head_text, "moment": _moment, "absent": ABSENT, "tuple": tuple,
            "unanswered_of": _unanswered_of, "blank": blank,
        }  # fmt: skip
        self._words: dict[str, str] = {}
        self._heads: dict[str, str] = {}
        self._asked: dict[tuple[str, str], str] = {}
        self._digits: list[str] = []
        self._limits: list[str] = []
        self._once_limits: list[str] = []
        questions = questions or [""] * len(columns)
        cells = [
            self._marked(self._cell(column), column, name) for column, name in zip(columns, questions, strict=True)
        ]
        self.lines = self._made(cells)
        self.asked = tuple(self._asked)

    def _made(self, cells: Sequence[str]) -> _Lines:
        heads = "".join(f"  {name} = {source}\n" for source, name in self._heads.items())
        heads += f"  if {' or '.join(self._once_limits)}: raise doubt\n" if self._once_limits else ""
        unpacking = (
            f"{', '.join(self._asked.values())}, = values = tuple(map(get, keys))" if self._asked else "values = ()"
        )
        if self._unanswered:
            names = self._bind(tuple(self._name_of(*key) for key in self._asked))
            unpacking += (
                f"\n    unanswered = unanswered_of({names}, values, keys, answers, left) if None in values else ''"
            )
        digits, limits = ", ".join(self._digits), " or ".join(self._limits)
        body = (
            f"def lines(head, facts, answers, left, places):\n  get = answers.get\n  made = []\n{heads}"
            f"  for number, keys, own, outer in places:\n    {unpacking}\n    texts = [{', '.join(cells)}]\n"
        )
        if digits:
            body += f"    figures = ''.join(({digits},))\n"
            body += "    if figures and not (figures.isascii() and figures.isdigit()): raise doubt\n"
        if self._cells_of:
            # Answered by a value that has no text: the slow path knows whether that is an answer.
            empty = (f"{value} is not None and not ({' or '.join(texts)})" for value, texts in self._cells_of.items())
            body += f"    if {' or '.join(empty)}: raise doubt\n"
        if limits:
            body += f"    if {limits}: raise doubt\n"
        exec(f"{body}    made.append(apart.join(texts))\n  return made", self._bound)  # noqa: S102  source made above, of counted names
        made: _Lines = self._bound["lines"]
        return made

    def _bind(self, value: object) -> str:
        name = f"v{len(self._bound)}"
        self._bound[name] = value
        return name

    def _word(self, text: str) -> str:
        if text not in self._words:
            self._words[text] = self._bind(text)
        return self._words[text]

    def _cell(self, column: ColumnSpec) -> str:
        if column.value or column.blank:
            return self._limited(column, self._bind(column.value))
        if column.type == "D" and _is_plain_moment(column):
            form = re.sub("%(.)", lambda token: _MOMENT[token[1]], column.fmt)
            return self._limited(
                column, self._once(f"moment(head.get({self._word(column.from_[0][5:])}), {self._word(form)})")
            )
        sources = [self._source(text) for text in column.from_]
        expression = sources[0]
        if len(sources) > 1:
            expression = f"{self._bind(column.join)}.join(filter(None, ({', '.join(sources)})))"
        if column.type == "C":
            return f"{self._bind(_Codes(self._maps[column.map], column.join, _limit(column)))}[{expression}]"
        if column.type == "N":
            return self._limited(column, expression, self._digits)
        return self._limited(
            column, expression if column.type == "X" else f"{self._bind(_typed(column, self._maps))}({expression})"
        )

    def _marked(self, cell: str, column: ColumnSpec, question: str) -> str:
        if not self._marks_absent:
            return cell
        asked = [place_of(name, self._table.places) for name in column.fields]
        asked = [(field, suffix) for field, suffix in asked if field not in self._hidden]
        if question:
            value = self._asked[self._key(question)]
            names = self._cells_of.setdefault(value, [])
            names.append(f"w{len(self._cells_of)}_{len(names)}")
            cell = f"({names[-1]} := {cell})"
        if self._blank is None or not asked or asked[0][1] == "tell":
            return f"({cell} or absent)"
        ((field, _),) = asked
        key = f"keys[{list(self._asked).index(self._key(field))}]"
        answered = "" if field in self._table.computed else f"{key} in answers or "
        return f"({cell} or (blank if {answered}{key} in left() else absent))"

    def _key(self, field: str) -> tuple[str, str]:
        repeat = self._table.repeat_of.get(field, "")
        return repeat, field[len(repeat) :]

    def _name_of(self, repeat: str, rest: str) -> str:
        #  "" for a question whose rows would be counted: without rows it has an answer.
        field = f"{repeat}{rest}"
        return "" if field in self._table.repeats else field

    def _limited(self, column: ColumnSpec, source: str, *lists: list[str]) -> str:
        limit = _limit(column)
        if limit is None and not lists:
            return source
        if source in self._heads.values() and not lists:
            self._once_limits.append(f"len({source}) > {limit}")
            return source
        name = f"t{len(self._limits) + len(self._digits)}"
        for checked in lists:
            checked.append(name)
        if limit is not None:
            self._limits.append(f"len({name}) > {limit}")
        return f"({name} := {source})"

    def _once(self, source: str) -> str:
        return self._heads.setdefault(source, f"h{len(self._heads)}")

    def _source(self, text: str) -> str:
        root, _, name = text.partition(".")
        if root == "head":
            return self._once(f"head_text(head.get({self._word(name)}))")
        if root == "batch":
            return self._once(f"head_text(facts.get({self._word(name)}))")
        if root == "row":
            return {"number": "number", "place": "own", "outer": "outer", "unanswered": "unanswered"}[name]
        field, suffix = place_of(name, self._table.places)
        if field in self._hidden:
            return "''"
        value = self._asked.setdefault(self._key(field), f"a{len(self._asked)}")
        return self._answer(field, suffix, value)

    def _answer(self, field: str, suffix: str, value: str) -> str:
        convert = self._bind(_cell_reader(self._table, field, suffix))
        if field in self._table.repeats:  # a repeat without rows may or may not have been asked
            key = f"keys[{list(self._asked.values()).index(value)}]"
            return f"({convert}({value}) if {value} is not None else {convert}([]) if {key} in answers or {key} in left() else '')"
        if (field, suffix) not in self._table.as_stored:
            return f"({convert}({value}) if {value} is not None else '')"
        if suffix:
            return f"({value}.get({self._word(suffix)}) or '' if type({value}) is dict else '')"
        return f"({value} if type({value}) is str else '' if {value} is None else {convert}({value}))"


def plain_answer(names: Sequence[str], absent: str) -> Callable[[str, str, str, str], tuple[str, ...]]:
    """(item, heading, value, place) → the texts of `names`, of one value without a code."""
    fixed = {"row": "1", "code": absent, "other": absent, "state": "answered"}
    texts = [
        repr(fixed[name]) if name in fixed else f"place or {absent!r}" if name == "place" else name for name in names
    ]
    made: Callable[[str, str, str, str], tuple[str, ...]] = eval(  # noqa: S307  of the names above
        f"lambda item, heading, value, place: ({', '.join(texts)},)"
    )
    return made


class _Codes(dict[str, str]):
    # Raises KeyError for an unknown code, ValueError if too long.

    def __init__(self, codes: Mapping[str, str], join: str, limit: int | None) -> None:
        fitting = {code: text for code, text in codes.items() if limit is None or len(text) <= limit}
        super().__init__({**fitting, "": ""})
        self._codes, self._join, self._limit = fitting, join, limit

    def __missing__(self, codes: str) -> str:
        text = self._join.join([self._codes[part] for part in codes.split(";")])
        if self._limit is not None and len(text) > self._limit:
            raise ValueError
        return text


def _limit(column: ColumnSpec) -> int | None:
    # Code points that certainly fit.
    return None if column.len is None else column.len // _AT_MOST[column.unit]


def _cell_reader(table: AnswerTable, field: str, suffix: str) -> Callable[[object], str]:
    if table.cell is not None:
        return table.cell(field, suffix)
    return lambda value: table.cells(field, value).get(suffix) or ""


def _is_plain_moment(column: ColumnSpec) -> bool:
    of_head = len(column.from_) == 1 and column.from_[0].startswith("head.")
    return of_head and {token[1] for token in re.findall("%.", column.fmt)} <= _MOMENT.keys()


def _typed(column: ColumnSpec, maps: _Maps) -> Callable[[str], str]:
    if column.type == "U":
        return _known(maps[column.map])
    return _day(day_writer(column.fmt, maps.get(column.eras, {}), column.unknown))


def _unanswered_of(
    names: Sequence[str], values: Sequence[object], keys: Sequence[str], answers: Mapping[str, object],
    left: Callable[[], Set[str]],
) -> str:  # fmt: skip
    asked, empty = left(), []
    for name, value, key in zip(names, values, keys, strict=True):
        if value is None and name:
            if key in answers:
                raise ValueError
            if key in asked:
                empty.append(name)
    return ";".join(empty)


def _head_text(value: object) -> str:
    return value if isinstance(value, str) else as_text(value) or ""


def _moment(value: object, form: str) -> str:
    if not isinstance(value, datetime):
        raise TypeError
    local = in_tokyo(value)
    return form % {
        "year": local.year, "month": local.month, "day": local.day, "hour": local.hour, "minute": local.minute, "second": local.second,
    }  # fmt: skip


def _day(write: Callable[[object], str]) -> Callable[[str], str]:
    @lru_cache(4096)
    def day(text: str) -> str:
        return write(text) if text else ""

    return day


def _known(codes: Mapping[str, str]) -> Callable[[str], str]:
    return lambda text: codes[known_of(text)] if text else ""
