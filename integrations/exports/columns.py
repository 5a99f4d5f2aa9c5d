"""A column as one function from a line's facts to its text. Knows types, lengths and codes; not files and not policies."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from integrations.exports.characters import ENCODINGS, Encoding
from integrations.exports.days import Unclear, day_writer, in_tokyo, known_of
from integrations.exports.definition import ColumnSpec, FileSpec
from integrations.interfaces import AnswerTable, Record

# A variation selector belongs to the character before it: alone, nobody could see it in the report.
CHARACTER = re.compile(".[\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
_UNCOUNTED = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Excel in Japanese computes the wide signs too (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_XLSX_CELL = 32767
_NO_ROWS: Mapping[str, str] = {}


class Line:
    """What the columns of one line may ask: an application, the batch's facts, the items of a tall line, and the rows that
    it stands in (repeat → key of the row)."""

    __slots__ = ("_cells", "_hidden", "_rows", "_table", "facts", "head", "items", "record")

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
        self._rows = rows
        self._cells: dict[str, Mapping[str, str]] = {}

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
        row = self._rows.get(repeat)
        return "" if row is None else f"{row}{field[len(repeat) :]}"

    def asked(self, field: str) -> bool:
        """Whether it was asked there, and may leave."""
        return field not in self._hidden and self.key(field) in self.record.asked()

    def unanswered(self, field: str) -> bool:
        """Whether it was asked there and left empty."""
        return self.asked(field) and not self.cells(field)


@dataclass(frozen=True)
class Note:
    """Something about one cell that the report must say. `held`: the application cannot go."""

    column: str
    value: str
    event: str
    replacement: str = ""
    held: bool = True


Notes = list[Note]
Text = Callable[[Line, Notes], str | None]
_Value = Callable[[Line], object]


Places = Mapping[str, tuple[str, str]]


def compile_column(column: ColumnSpec, file: FileSpec, maps: Mapping[str, Mapping[str, str]], places: Places) -> Text:
    """The column's text for a line, None where there is no value; what is wrong with it goes to the notes. `places`: the
    field and the suffix that a name means."""
    value = _value(column, places)
    if column.type == "D":
        return _day(column, file, value, maps.get(column.eras, {}))
    if column.type == "U":
        return _known(column, value, maps[column.map])
    if column.type == "C":
        return _code(column, file, value, maps[column.map])
    if column.type == "N":
        return _digits(column, value)
    return _free(column, file, value)


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


def _value(column: ColumnSpec, places: Places) -> _Value:
    if column.value:
        constant = column.value
        return lambda _line: constant
    sources = [_one(source, places) for source in column.from_]
    if len(sources) == 1:
        return sources[0]
    join = column.join

    def joined(line: Line) -> object:
        return join.join(text for source in sources if (text := as_text(source(line)))) or None

    return joined


def _one(source: str, places: Places) -> _Value:
    root, _, name = source.partition(".")
    if root == "head":
        return lambda line: line.head.get(name)
    if root == "batch":
        return lambda line: line.facts.get(name)
    if root in ("count", "sum"):
        return lambda line: line.facts.get(source)
    if root == "answers":
        field, suffix = place_of(name, places)
        return lambda line: line.cells(field).get(suffix)
    return lambda line: line.items.get(name)


def _day(column: ColumnSpec, file: FileSpec, value: _Value, eras: Mapping[str, str]) -> Text:
    name, too_long = column.name, _limit(column, file)
    write = day_writer(column.fmt, eras, column.unknown)

    def text(line: Line, notes: Notes) -> str | None:
        found = value(line)
        if found is None or found == "":
            return None
        if isinstance(found, datetime):
            found = in_tokyo(found)  # a time without zone is no slip of a person
        try:
            told = write(found)
        except (ValueError, LookupError) as failed:
            notes.append(Note(name, str(found), failed.event if isinstance(failed, Unclear) else "malformed"))
            return None
        if too_long(told):
            notes.append(Note(name, told, "too_long"))
        return told

    return text


def _known(column: ColumnSpec, value: _Value, codes: Mapping[str, str]) -> Text:
    name = column.name

    def text(line: Line, notes: Notes) -> str | None:
        found = as_text(value(line))
        if found is None:
            return None
        try:
            return codes[known_of(found)]
        except ValueError:
            notes.append(Note(name, found, "malformed"))
            return None

    return text


def _code(column: ColumnSpec, file: FileSpec, value: _Value, codes: Mapping[str, str]) -> Text:
    name, join, too_long = column.name, column.join, _limit(column, file)

    def text(line: Line, notes: Notes) -> str | None:
        found = as_text(value(line))
        if found is None:
            return None
        missing = [part for part in found.split(";") if part not in codes]
        if missing:
            notes.extend(Note(name, part, "missing_code") for part in missing)
            return None
        coded = join.join(codes[part] for part in found.split(";"))
        if too_long(coded):
            notes.append(Note(name, coded, "too_long"))
        return coded

    return text


def _digits(column: ColumnSpec, value: _Value) -> Text:
    name, limit = column.name, column.len

    def text(line: Line, notes: Notes) -> str | None:
        found = as_text(value(line))
        if found is None:
            return None
        if not (found.isascii() and found.isdigit()):
            notes.append(Note(name, found, "malformed"))
        elif limit is not None and len(found) > limit:
            notes.append(Note(name, found, "too_long"))
        return found

    return text


def _free(column: ColumnSpec, file: FileSpec, value: _Value) -> Text:
    name, newline, too_long = column.name, file.embedded_newline, _limit(column, file)
    defuse, cut = file.formulas == "defuse", column.overflow == "cut"
    bare = file.separator if file.kind in ("csv", "tsv") and file.quoting == "none" else ""

    def text(line: Line, notes: Notes) -> str | None:
        found = as_text(value(line))
        if found is None:
            return None
        if "\n" in found or "\r" in found:
            if newline == "reject":
                notes.append(Note(name, found, "newline"))
            elif newline == "space":
                found = found.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
        if defuse and found.startswith(_FORMULA):
            notes.append(Note(name, found, "formula", f"'{found}", held=False))
            found = f"'{found}"
        if bare and (bare in found or found == file.null):
            notes.append(Note(name, found, "separator"))
        if too_long(found):
            kept = _cut(found, too_long) if cut else ""
            notes.append(Note(name, found, "too_long", kept, held=not cut))
            found = kept if cut else found
        return found

    return text


def _limit(column: ColumnSpec, file: FileSpec) -> Callable[[str], bool]:
    """Whether a text is longer than the column takes."""
    limit = column.len or (_XLSX_CELL if file.kind == "xlsx" else None)
    unit, encoding = column.unit, ENCODINGS[file.encoding]
    return lambda text: limit is not None and length(text, unit, encoding) > limit


def _cut(text: str, too_long: Callable[[str], bool]) -> str:
    """As much as there is room for, character by character: a variation selector stays with its own."""
    characters = CHARACTER.findall(text)
    while characters and too_long("".join(characters)):
        characters.pop()
    return "".join(characters)


def length(text: str, unit: str, encoding: Encoding) -> int:
    """Length in `unit`. A variation selector is no character of its own: 辻 + VS17 is one `char`, two `codepoint`."""
    if unit == "codepoint":
        return len(text)
    if unit == "utf16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    if unit == "byte":
        # What cannot be written may be replaced by a character of two bytes.
        lost = 0 if encoding.encoded(text) is not None else sum(encoding.encoded(sign) is None for sign in text)
        return len(text.encode(encoding.codec, "replace")) + lost
    return len(text) if text.isascii() else len(_UNCOUNTED.sub("", text))
