import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from integrations.exports.days import in_tokyo
from integrations.exports.rows import around, rows_of
from integrations.sockets.layout_socket import AnswerTable, Record

# A variation selector stays with its base: alone it is invisible in the report.
CHARACTER = re.compile(".[\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
_NO_ROWS: Mapping[str, str] = {}
Places = Mapping[str, tuple[str, str]]


class Line:
    """`rows`: repeat → row key."""

    __slots__ = ("_cells", "_hidden", "_inner", "_table", "facts", "head", "items", "record", "rows")

    def __init__(
        self,
        record: Record,
        table: AnswerTable,
        hidden: frozenset[str],
        facts: Mapping[str, object],
        items: Mapping[str, str],
        rows: Mapping[str, str] = _NO_ROWS,
    ) -> None:
        self.record = record
        self.head = record.head
        self.facts = facts
        self.items = items
        self._table = table
        self._hidden = hidden
        self.rows = rows
        self._cells: dict[str, Mapping[str, str]] = {}
        self._inner: dict[str, list[Line]] = {}

    def cells(self, field: str) -> Mapping[str, str]:
        """By suffix; empty if not asked, unanswered or withheld."""
        cells = self._cells.get(field)
        if cells is None:
            value = self.record.answers.get(self.key(field))
            if value is None and field in self._table.repeats and self.asked(field):
                value = []  # a repeat without rows is an answer
            cells = {} if value is None or field in self._hidden else self._table.cells(field, value)
            self._cells[field] = cells
        return cells

    def key(self, field: str) -> str:
        repeat = self._table.repeat_of.get(field)
        if repeat is None:
            return field
        row = self.rows.get(repeat)
        return "" if row is None else f"{row}{field[len(repeat) :]}"

    def number(self, person: str) -> str | None:
        around = max((repeat for repeat in self.rows if f"{person}.".startswith(f"{repeat}.")), key=len, default="")
        return self.record.numbers().get(f"{self.rows[around]}{person[len(around) :]}" if around else person)

    def rows_in(self, repeat: str) -> list["Line"]:
        lines = self._inner.get(repeat)
        if lines is None:
            places = rows_of(self.record.answers, around(self._table.repeats, repeat)) if repeat else ()
            lines = self._inner[repeat] = [
                Line(self.record, self._table, self._hidden, self.facts, self.items, rows)
                for _, rows in places
                if self.rows.items() <= rows.items()
            ]
        return lines

    def asked(self, field: str) -> bool:
        key = self.key(field)
        answered = key in self.record.answers and field not in self._table.computed
        return field not in self._hidden and (answered or key in self.record.left())

    def unanswered(self, field: str) -> bool:
        """Asked here and left empty."""
        return not self.cells(field) and self.asked(field)


@dataclass(frozen=True)
class Note:
    column: str
    value: str
    event: str
    replacement: str = ""
    held: bool = True  # the application cannot be exported
    proposals: tuple[str, ...] = ()


Notes = list[Note]


def as_text(value: object) -> str | None:
    """Times as ISO 8601 in Tokyo."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return in_tokyo(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def place_of(name: str, places: Places) -> tuple[str, str]:
    return places.get(name) or (name, "")
