"""Reads the first worksheet of an XLSX workbook into lines of text, as a CSV of the same table would have them. Knows no column.

Within bounds and without the network: only the parts that are needed are unpacked, counted while they come, and an XML with a document
type is refused. Formulas are not computed: what the program that saved it last computed stands there."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from io import BytesIO
from xml.parsers import expat

MOST_UNPACKED = 40 * 1024 * 1024
MOST_LINES = 20_000
MOST_COLUMNS = 300
_REFERENCE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
_SPOKEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # what a format says word for word, and its colours and languages
_DATED = re.compile("[yYeEdDgG]")
# Of the formats that have no text of their own those of days (ECMA-376 18.8.30), those of Japanese programs among them.
_DAYS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58))
_FIRST, _FIRST_1904 = date(1899, 12, 30), date(1904, 1, 1)


class UnreadableSheet(Exception):
    """No workbook, one that is too large, or one that is made to harm."""


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def read_sheet(content: bytes) -> list[list[str]]:
    """Lines at the numbers at which the program shows them, all as long as the longest; days as 2026-11-20. UnreadableSheet."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _Book(archive).lines()
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, RuntimeError, ValueError, KeyError,
        IndexError, OverflowError,
    ):  # fmt: skip
        raise UnreadableSheet from None


class _Book:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self._left = archive, MOST_UNPACKED
        self._names = set(archive.namelist())

    def lines(self) -> list[list[str]]:
        shared = self._texts("xl/sharedStrings.xml")
        days, first = self._day_styles(), _FIRST
        path = self._first_sheet()
        if self._is_1904():
            first = _FIRST_1904
        cells = _Cells(shared, days, first)
        self._parse(path, cells.start, cells.end, cells.text)
        return cells.lines()

    def _first_sheet(self) -> str:
        found: list[str] = []
        links: dict[str, str] = {}

        def sheet(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "sheet":
                found.append(next(value for name, value in attributes.items() if name.rpartition(" ")[2] == "id"))

        def link(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "Relationship":
                links[attributes["Id"]] = attributes["Target"]

        self._parse("xl/workbook.xml", sheet)
        self._parse("xl/_rels/workbook.xml.rels", link)
        target = links[found[0]]
        return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")

    def _is_1904(self) -> bool:
        said: list[bool] = []

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "workbookPr":
                said.append(attributes.get("date1904", "") in ("1", "true"))

        self._parse("xl/workbook.xml", start)
        return any(said)

    def _texts(self, path: str) -> list[str]:
        """Without the readings (rPh) that Japanese programs keep beside a text."""
        if path not in self._names:
            return []
        found, inside = list[list[str]](), list[str]()

        def start(tag: str, _attributes: Mapping[str, str]) -> None:
            inside.append(tag)
            if tag == "si":
                found.append([])

        def text(piece: str) -> None:
            if inside and inside[-1] == "t" and "rPh" not in inside:
                found[-1].append(piece)

        self._parse(path, start, lambda _tag: inside.pop(), text)
        return ["".join(pieces) for pieces in found]

    def _day_styles(self) -> frozenset[int]:
        """The styles of cells in which a number is a day."""
        if "xl/styles.xml" not in self._names:
            return frozenset()
        own, used, inside = dict[int, str](), list[int](), list[str]()

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            inside.append(tag)
            if tag == "numFmt" and "dxf" not in inside:
                own[int(attributes["numFmtId"])] = attributes["formatCode"]
            elif tag == "xf" and "cellXfs" in inside:
                used.append(int(attributes.get("numFmtId", "0")))

        self._parse("xl/styles.xml", start, lambda _tag: inside.pop())
        told = {number for number, form in own.items() if _DATED.search(_SPOKEN.sub("", form))}
        return frozenset(
            at for at, number in enumerate(used) if number in told or (number in _DAYS and number not in own)
        )

    def _parse(
        self, path: str, start: Callable[[str, Mapping[str, str]], None], end: Callable[[str], object] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        with self._archive.open(path) as file:
            content = file.read(self._left + 1)
        self._left -= len(content)
        if self._left < 0:
            raise UnreadableSheet
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(" ")[2], attributes)
        if end is not None:
            parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
        if text is not None:
            parser.CharacterDataHandler = text
        parser.Parse(content, True)


def _refuse(*_about: object) -> None:
    raise UnreadableSheet


class _Cells:
    """The cells of one worksheet as they come."""

    def __init__(self, shared: list[str], days: frozenset[int], first: date) -> None:
        self._shared, self._days, self._first = shared, days, first
        self._found: dict[tuple[int, int], str] = {}
        self._inside: list[str] = []
        self._line = self._column = 0
        self._kind, self._style, self._pieces = "", 0, list[str]()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._inside.append(tag)
        if tag == "row":
            self._line, self._column = int(attributes.get("r", self._line + 1)), 0
        elif tag == "c":
            self._place(attributes.get("r", ""))
            self._kind, self._style, self._pieces = attributes.get("t", "n"), int(attributes.get("s", "0")), []

    def text(self, piece: str) -> None:
        if self._inside[-1] in ("v", "t") and "rPh" not in self._inside:
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        self._inside.pop()
        if tag == "c" and self._pieces:
            if not (0 < self._line <= MOST_LINES and 0 < self._column <= MOST_COLUMNS):
                raise UnreadableSheet
            self._found[self._line, self._column] = self._written("".join(self._pieces))

    def _place(self, reference: str) -> None:
        told = _REFERENCE.fullmatch(reference)
        if told is None:
            self._column += 1
            return
        self._column = 0
        for letter in told[1]:
            self._column = self._column * 26 + ord(letter) - ord("A") + 1

    def _written(self, text: str) -> str:
        if self._kind == "s":
            return self._shared[int(text)]
        if self._kind == "n" and self._style in self._days:
            return (self._first + timedelta(days=int(float(text)))).isoformat()
        return text

    def lines(self) -> list[list[str]]:
        wide = max((column for _, column in self._found), default=0)
        return list(self._rows(max((line for line, _ in self._found), default=0), wide))

    def _rows(self, deep: int, wide: int) -> Iterator[list[str]]:
        for line in range(1, deep + 1):
            yield [self._found.get((line, column), "") for column in range(1, wide + 1)]
