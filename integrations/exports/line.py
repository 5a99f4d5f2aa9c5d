"""What a column may ask of an application, and what it says of it. Knows rows and cells; no column, no file, no policy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from integrations.exports.days import in_tokyo
from integrations.exports.rows import around, rows_of
from integrations.layout_socket import AnswerTable, Record

# A variation selector belongs to the character before it: alone, nobody could see it in the report.
CHARACTER = re.compile(".[\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
_NO_ROWS: Mapping[str, str] = {}
Places = Mapping[str, tuple[str, str]]


class Line:
    """What the columns of one line may ask: an application, the batch's facts, the items of a tall line, and the rows that
    it stands in (repeat → key of the row)."""

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
        """The answer as text by suffix; nothing where it was not asked, not answered, or may not leave."""
        found = self._cells.get(field)
        if found is None:
            value = self.record.answers.get(self.key(field))
            if value is None and field in self._table.repeats and self.asked(field):
                value = []  # it has no rows, and that is what was answered
            found = {} if value is None or field in self._hidden else self._table.cells(field, value)
            self._cells[field] = found
        return found

    def key(self, field: str) -> str:
        """The key of a question in the rows that this line stands in; "" if it stands in other ones."""
        repeat = self._table.repeat_of.get(field)
        if repeat is None:
            return field
        row = self.rows.get(repeat)
        return "" if row is None else f"{row}{field[len(repeat) :]}"

    def number(self, person: str) -> str | None:
        """The 個人番号 of a person; of the one whose row this line stands in, where the person is a row."""
        around = max((repeat for repeat in self.rows if f"{person}.".startswith(f"{repeat}.")), key=len, default="")
        return self.record.numbers().get(f"{self.rows[around]}{person[len(around) :]}" if around else person)

    def rows_in(self, repeat: str) -> list["Line"]:
        """One line for each row of a repeat, in the rows that this one stands in."""
        found = self._inner.get(repeat)
        if found is None:
            places = rows_of(self.record.answers, around(self._table.repeats, repeat)) if repeat else ()
            found = self._inner[repeat] = [
                Line(self.record, self._table, self._hidden, self.facts, self.items, rows)
                for _, rows in places
                if self.rows.items() <= rows.items()
            ]
        return found

    def asked(self, field: str) -> bool:
        """Whether it was asked there, and may leave. What has an answer was, unless it is computed."""
        key = self.key(field)
        answered = key in self.record.answers and field not in self._table.computed
        return field not in self._hidden and (answered or key in self.record.left())

    def unanswered(self, field: str) -> bool:
        """Whether it was asked there and left empty."""
        return not self.cells(field) and self.asked(field)


@dataclass(frozen=True)
class Note:
    """Something about one cell that the report must say. `held`: the application cannot go."""

    column: str
    value: str
    event: str
    replacement: str = ""
    held: bool = True
    proposals: tuple[str, ...] = ()


Notes = list[Note]


def as_text(value: object) -> str | None:
    """A head value as it stands in a file: times as ISO 8601 of Tokyo, whole numbers in digits, nothing for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return in_tokyo(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def place_of(name: str, places: Places) -> tuple[str, str]:
    """The (field, suffix) that `name` means; a name that is unknown has no cells."""
    return places.get(name) or (name, "")
