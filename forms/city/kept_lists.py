"""Lists that a section keeps (schools, flats, vendors)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from forms.city.dated import Id, Words, unique_ids
from forms.fields.choice import Code
from forms.path.environment import ListEntry
from forms.text.reading import Day, Fault, Sheet

FILE = "lists.yaml"
MOST_ENTRIES = 2000
MOST_WORDS = 200  # characters of a label or a text
MOST_YEN = 999_999_999_999
KEY = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"

Cell = int | str


class Column(Sheet):
    label: Words
    type: Literal["text", "integer", "money", "date"] = "text"


class EntryRow(Sheet):
    key: Annotated[str, StringConstraints(pattern=KEY)]
    label: Words
    kana: str = ""
    easy: str = ""
    english: str = ""
    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    note: str = ""
    columns: Mapping[Code, Cell] = {}

    @property
    def id(self) -> str:
        return self.key

    @property
    def entry(self) -> ListEntry:
        return ListEntry(
            self.key, self.label, self.kana, self.easy, self.english, _written(self.from_), _written(self.to), self.note,
            self.columns,
        )  # fmt: skip


class KeptList(Sheet):
    """`duty`: whose members change it. `entries` count until they first do."""

    id: Id
    title: Words
    duty: Id
    columns: Annotated[Mapping[Code, Column], Field(max_length=12)] = {}
    entries: Annotated[tuple[EntryRow, ...], Field(max_length=MOST_ENTRIES), AfterValidator(unique_ids)] = ()


class ListsFile(Sheet):
    lists: Annotated[tuple[KeptList, ...], AfterValidator(unique_ids)] = ()

    def faults(self) -> Iterable[Fault]:
        for number, kept in enumerate(self.lists):
            for place, row in enumerate(kept.entries):
                at = ("lists", number, "entries", place)
                if row.from_ is not None and row.to is not None and row.to < row.from_:
                    yield (*at, "to"), f"ends on {row.to}, before it begins on {row.from_}: exchange the two days"
                for name, cell in row.columns.items():
                    column = kept.columns.get(name)
                    if column is None:
                        yield (*at, "columns"), f"the list {kept.id} has no column {name}: declare it, or remove it"
                    elif not fits(cell, column):
                        yield (*at, "columns", name), f"{name} must be {column.type}, but is {cell}"

    def of(self, list_id: str) -> KeptList | None:
        return next((kept for kept in self.lists if kept.id == list_id), None)


def fits(cell: Cell, column: Column) -> bool:
    match column.type:
        case "integer" | "money":
            return isinstance(cell, int) and abs(cell) <= MOST_YEN
        case "date":
            return isinstance(cell, str) and is_day(cell)
        case _:
            return isinstance(cell, str) and 0 < len(cell) <= MOST_WORDS


def is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _written(day: date | None) -> str:
    return "" if day is None else day.isoformat()
