"""A column as one function from a line's facts to its text. Knows types, lengths and codes; not files and not policies."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from integrations.exports.characters import ENCODINGS, Encoding
from integrations.exports.column_spec import ColumnSpec, RowColumn
from integrations.exports.days import Unclear, day_writer, in_tokyo, known_of
from integrations.exports.definition import DatedCodes
from integrations.exports.file_spec import FileSpec
from integrations.exports.formulas import Unread, computed
from integrations.exports.line import CHARACTER, Line, Note, Notes, Places, as_text, place_of
from integrations.exports.sources import FIGURES
from integrations.exports.spelling import Unspelled, speller

_UNCOUNTED = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Excel in Japanese computes the wide signs too (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_XLSX_CELL = 32767
_NO_CODES: Mapping[str, str] = {}
_NO_DATES: Mapping[str, tuple[DatedCodes, ...]] = {}


Text = Callable[[Line, Notes], str | None]
_Value = Callable[[Line], object]


Maps = Mapping[str, Mapping[str, str]]
Dated = Mapping[str, tuple[DatedCodes, ...]]
_Codes = Callable[[Line], Mapping[str, str]]


def compile_column(column: ColumnSpec, file: FileSpec, maps: Maps, places: Places, dated: Dated = _NO_DATES) -> Text:
    """The column's text for a line, None where there is no value; what is wrong with it goes to the notes. `places`: the
    field and the suffix that a name means."""
    if isinstance(column, RowColumn):
        text = _of_row(column, _typed(column, file, maps, places, dated))
    elif column.each:
        text = _of_rows(column, file, _typed(column.model_copy(update={"len": None}), file, maps, places, dated))
    else:
        text = _typed(column, file, maps, places, dated)
    default = column.default
    return (lambda line, notes: text(line, notes) or default) if default else text


def _of_row(column: RowColumn, text: Text) -> Text:
    """The text of one row; the last of its place says that there are more."""
    repeat, at, last, held = column.each, column.nth - 1, column.last, column.beyond == "hold"

    def told(line: Line, notes: Notes) -> str | None:
        rows = line.rows_in(repeat)
        if last and len(rows) > at + 1:
            notes.append(Note(column.name, str(len(rows)), "too_many", held=held))
        return text(rows[at], notes) if at < len(rows) else None

    return told


def _of_rows(column: ColumnSpec, file: FileSpec, text: Text) -> Text:
    """The texts of all rows in one cell; a text that has what stands between them holds the application."""
    repeat, between, too_long = column.each, column.between, _limit(column, file)

    def told(line: Line, notes: Notes) -> str | None:
        found = [one for row in line.rows_in(repeat) if (one := text(row, notes)) is not None]
        notes.extend(Note(column.name, one, "separator") for one in found if between in one)
        joined = between.join(found)
        if too_long(joined):
            notes.append(Note(column.name, joined, "too_long"))
        return joined or None

    return told


def _typed(column: ColumnSpec, file: FileSpec, maps: Maps, places: Places, dated: Dated) -> Text:
    if column.compute:
        return _computed(column, file, places, maps, dated)
    if not (column.split or column.signs or column.as_):
        return _by_type(column, file, _value(column, places), maps, dated)
    plain, spell = _value(column, places), speller(column)

    def spelled(line: Line) -> object:
        found = as_text(plain(line))
        return spell(found) if found else None

    text = _by_type(column, file, spelled, maps, dated)

    def guarded(line: Line, notes: Notes) -> str | None:
        try:
            return text(line, notes)
        except Unspelled as odd:
            notes.append(Note(column.name, odd.text, "unspelled"))
            return None

    return guarded


def _computed(column: ColumnSpec, file: FileSpec, places: Places, maps: Maps, dated: Dated) -> Text:
    value = computed(column.compute, column.reads, column.type, lambda source: _one(source, places))
    text = _by_type(column, file, value, maps, dated)

    def guarded(line: Line, notes: Notes) -> str | None:
        try:
            return text(line, notes)
        except Unread as odd:
            notes.append(Note(column.name, odd.text, odd.event))
            return None

    return guarded


def _by_type(column: ColumnSpec, file: FileSpec, value: _Value, maps: Maps, dated: Dated) -> Text:
    if column.type == "D":
        return _day(column, file, value, maps.get(column.eras, {}))
    if column.type == "U":
        return _known(column, value, maps[column.map])
    if column.type == "C":
        return _code(
            column, file, value, _codes_by_day(dated[column.map]) if column.map in dated else _always(maps[column.map])
        )
    if column.type == "N":
        return _digits(column, value)
    return _free(column, file, value)


def _value(column: ColumnSpec, places: Places) -> _Value:
    if column.value or column.blank:
        constant = column.value
        return lambda _line: constant or None
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
    if root in FIGURES:
        return lambda line: line.facts.get(source)
    if root == "answers":
        field, suffix = place_of(name, places)
        return lambda line: line.cells(field).get(suffix)
    if root == "numbers":
        return lambda line: line.number(name)
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


def _always(codes: Mapping[str, str]) -> _Codes:
    return lambda _line: codes


def _codes_by_day(dated: tuple[DatedCodes, ...]) -> _Codes:
    """The codes of the day on which the application arrived; none where no period has that day."""

    def codes(line: Line) -> Mapping[str, str]:
        arrived = line.head.get("arrived_at")
        if not isinstance(arrived, datetime):
            return _NO_CODES
        day = in_tokyo(arrived).date()
        for one in dated:
            if (one.from_ is None or one.from_ <= day) and (one.to is None or day <= one.to):
                return one.codes
        return _NO_CODES

    return codes


def _code(column: ColumnSpec, file: FileSpec, value: _Value, codes_of: _Codes) -> Text:
    name, join, too_long = column.name, column.join, _limit(column, file)

    def text(line: Line, notes: Notes) -> str | None:
        found = as_text(value(line))
        if found is None:
            return None
        codes = codes_of(line)
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
    encoding = ENCODINGS[file.encoding]

    def text(line: Line, notes: Notes) -> str | None:
        found = as_text(value(line))
        if found is None:
            return None
        if line.record.choices:
            found = _chosen(name, found, line.record.choices, encoding, notes)
        if "\n" in found or "\r" in found:
            if newline == "reject":
                notes.append(Note(name, found, "newline"))
            elif newline == "space":
                found = found.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
        if defuse and found.startswith(_FORMULA):
            notes.append(Note(name, found, "formula", f"'{found}", held=False))
            found = f"'{found}"
        if bare and (bare in found or found in (file.null, file.blank)):
            notes.append(Note(name, found, "separator"))
        if too_long(found):
            kept = _cut(found, too_long) if cut else ""
            notes.append(Note(name, found, "too_long", kept, held=not cut))
            found = kept if cut else found
        return found

    return text


def _chosen(name: str, text: str, choices: Mapping[str, str], encoding: Encoding, notes: Notes) -> str:
    """With what a person chose for signs that the target cannot hold; each is reported."""
    for sign in sorted(set(CHARACTER.findall(text)) & choices.keys()):
        if event := encoding.event(sign):
            notes.append(Note(name, sign, event, choices[sign], held=False))
            text = CHARACTER.sub(lambda found, sign=sign: choices[sign] if found[0] == sign else found[0], text)  # type: ignore[misc]
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
