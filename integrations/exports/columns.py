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
# Japanese Excel also evaluates the full-width characters (OWASP, CSV injection).
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
    """`places`: name → (field, suffix)."""
    if isinstance(column, RowColumn):
        text = _of_row(column, _typed(column, file, maps, places, dated))
    elif column.each:
        text = _of_rows(column, file, _typed(column.model_copy(update={"len": None}), file, maps, places, dated))
    else:
        text = _typed(column, file, maps, places, dated)
    default = column.default
    return (lambda line, notes: text(line, notes) or default) if default else text


def _of_row(column: RowColumn, text: Text) -> Text:
    repeat, index, last, held = column.each, column.nth - 1, column.last, column.beyond == "hold"

    def row_text(line: Line, notes: Notes) -> str | None:
        rows = line.rows_in(repeat)
        if last and len(rows) > index + 1:
            notes.append(Note(column.name, str(len(rows)), "too_many", held=held))
        return text(rows[index], notes) if index < len(rows) else None

    return row_text


def _of_rows(column: ColumnSpec, file: FileSpec, text: Text) -> Text:
    # A text with the separator holds the application.
    repeat, between, too_long = column.each, column.between, _limit(column, file)

    def joined_text(line: Line, notes: Notes) -> str | None:
        texts = [cell for row in line.rows_in(repeat) if (cell := text(row, notes)) is not None]
        notes.extend(Note(column.name, cell, "separator") for cell in texts if between in cell)
        joined = between.join(texts)
        if too_long(joined):
            notes.append(Note(column.name, joined, "too_long"))
        return joined or None

    return joined_text


def _typed(column: ColumnSpec, file: FileSpec, maps: Maps, places: Places, dated: Dated) -> Text:
    if column.compute:
        return _computed(column, file, places, maps, dated)
    if not (column.split or column.signs or column.as_):
        return _by_type(column, file, _value(column, places), maps, dated)
    plain, spell = _value(column, places), speller(column)

    def spelled(line: Line) -> object:
        stored = as_text(plain(line))
        return spell(stored) if stored else None

    text = _by_type(column, file, spelled, maps, dated)

    def guarded(line: Line, notes: Notes) -> str | None:
        try:
            return text(line, notes)
        except Unspelled as odd:
            notes.append(Note(column.name, odd.text, "unspelled"))
            return None

    return guarded


def _computed(column: ColumnSpec, file: FileSpec, places: Places, maps: Maps, dated: Dated) -> Text:
    value = computed(column.compute, column.reads, column.type, lambda source: _value_of(source, places))
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
    sources = [_value_of(source, places) for source in column.from_]
    if len(sources) == 1:
        return sources[0]
    join = column.join

    def joined(line: Line) -> object:
        return join.join(text for source in sources if (text := as_text(source(line)))) or None

    return joined


def _value_of(source: str, places: Places) -> _Value:
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
        moment = value(line)
        if moment is None or moment == "":
            return None
        if isinstance(moment, datetime):
            moment = in_tokyo(moment)  # a time without zone is a programming error, not input
        try:
            written = write(moment)
        except (ValueError, LookupError) as failed:
            notes.append(Note(name, str(moment), failed.event if isinstance(failed, Unclear) else "malformed"))
            return None
        if too_long(written):
            notes.append(Note(name, written, "too_long"))
        return written

    return text


def _known(column: ColumnSpec, value: _Value, codes: Mapping[str, str]) -> Text:
    name = column.name

    def text(line: Line, notes: Notes) -> str | None:
        stored = as_text(value(line))
        if stored is None:
            return None
        try:
            return codes[known_of(stored)]
        except ValueError:
            notes.append(Note(name, stored, "malformed"))
            return None

    return text


def _always(codes: Mapping[str, str]) -> _Codes:
    return lambda _line: codes


def _codes_by_day(dated: tuple[DatedCodes, ...]) -> _Codes:
    # By day of arrival.

    def codes(line: Line) -> Mapping[str, str]:
        arrived = line.head.get("arrived_at")
        if not isinstance(arrived, datetime):
            return _NO_CODES
        day = in_tokyo(arrived).date()
        for period in dated:
            if (period.from_ is None or period.from_ <= day) and (period.to is None or day <= period.to):
                return period.codes
        return _NO_CODES

    return codes


def _code(column: ColumnSpec, file: FileSpec, value: _Value, codes_of: _Codes) -> Text:
    name, join, too_long = column.name, column.join, _limit(column, file)

    def text(line: Line, notes: Notes) -> str | None:
        stored = as_text(value(line))
        if stored is None:
            return None
        codes = codes_of(line)
        missing = [part for part in stored.split(";") if part not in codes]
        if missing:
            notes.extend(Note(name, part, "missing_code") for part in missing)
            return None
        coded = join.join(codes[part] for part in stored.split(";"))
        if too_long(coded):
            notes.append(Note(name, coded, "too_long"))
        return coded

    return text


def _digits(column: ColumnSpec, value: _Value) -> Text:
    name, limit = column.name, column.len

    def text(line: Line, notes: Notes) -> str | None:
        digits = as_text(value(line))
        if digits is None:
            return None
        if not (digits.isascii() and digits.isdigit()):
            notes.append(Note(name, digits, "malformed"))
        elif limit is not None and len(digits) > limit:
            notes.append(Note(name, digits, "too_long"))
        return digits

    return text


def _free(column: ColumnSpec, file: FileSpec, value: _Value) -> Text:
    name, newline, too_long = column.name, file.embedded_newline, _limit(column, file)
    defuse, cut = file.formulas == "defuse", column.overflow == "cut"
    bare = file.separator if file.kind in ("csv", "tsv") and file.quoting == "none" else ""
    encoding = ENCODINGS[file.encoding]

    def text(line: Line, notes: Notes) -> str | None:
        content = as_text(value(line))
        if content is None:
            return None
        if line.record.choices:
            content = _chosen(name, content, line.record.choices, encoding, notes)
        if "\n" in content or "\r" in content:
            if newline == "reject":
                notes.append(Note(name, content, "newline"))
            elif newline == "space":
                content = content.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
        if defuse and content.startswith(_FORMULA):
            notes.append(Note(name, content, "formula", f"'{content}", held=False))
            content = f"'{content}"
        if bare and (bare in content or content in (file.null, file.blank)):
            notes.append(Note(name, content, "separator"))
        if too_long(content):
            shortened = _cut(content, too_long) if cut else ""
            notes.append(Note(name, content, "too_long", shortened, held=not cut))
            content = shortened if cut else content
        return content

    return text


def _chosen(name: str, text: str, choices: Mapping[str, str], encoding: Encoding, notes: Notes) -> str:
    # Also reports them.
    for character in sorted(set(CHARACTER.findall(text)) & choices.keys()):
        if event := encoding.event(character):
            notes.append(Note(name, character, event, choices[character], held=False))
            text = CHARACTER.sub(lambda match, char=character: choices[char] if match[0] == char else match[0], text)  # type: ignore[misc]
    return text


def _limit(column: ColumnSpec, file: FileSpec) -> Callable[[str], bool]:
    limit = column.len or (_XLSX_CELL if file.kind == "xlsx" else None)
    unit, encoding = column.unit, ENCODINGS[file.encoding]
    return lambda text: limit is not None and length(text, unit, encoding) > limit


def _cut(text: str, too_long: Callable[[str], bool]) -> str:
    characters = CHARACTER.findall(text)
    while characters and too_long("".join(characters)):
        characters.pop()
    return "".join(characters)


def length(text: str, unit: str, encoding: Encoding) -> int:
    """辻 + VS17 is one `char`, two `codepoint`."""
    if unit == "codepoint":
        return len(text)
    if unit == "utf16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    if unit == "byte":
        # An unsupported character may be replaced by one of two bytes.
        lost = (
            0 if encoding.encoded(text) is not None else sum(encoding.encoded(character) is None for character in text)
        )
        return len(text.encode(encoding.codec, "replace")) + lost
    return len(text) if text.isascii() else len(_UNCOUNTED.sub("", text))
