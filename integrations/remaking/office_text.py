import zipfile
from collections.abc import Iterator
from datetime import date, time
from io import BytesIO
from xml.parsers import expat

from integrations.sockets.interfaces import CELL, CUT, TITLE, Remade, Unusable

_MOST_CHARACTERS, _MOST_ROWS, _MOST_COLUMNS, _MOST_PARTS, _CHUNK = 300_000, 2_000, 60, 100, 1_000_000
_BOOK, _DOCUMENT, _SLIDES = "xl/workbook.xml", "word/document.xml", "ppt/presentation.xml"


class _Full(Exception):
    pass


def read_office(content: bytes) -> Remade:
    """Raises Unusable."""
    lines: list[str] = []
    try:
        _fill(lines, content)
    except _Full:
        lines.append(CUT)
    except Exception:  # noqa: BLE001  # malicious files raise many exceptions
        raise Unusable("broken") from None
    return Remade("\n".join(lines).encode("utf-8", "replace"), "text/plain")


def _fill(lines: list[str], content: bytes) -> None:
    left = _MOST_CHARACTERS
    for line in _lines(content):
        left -= len(line) + 1
        if left < 0:
            raise _Full
        lines.append(line)


def _lines(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(content)) as document:
        names = set(document.namelist())
        if _BOOK in names:
            yield from _of_book(content)
        elif _DOCUMENT in names:
            yield from _of_part(document, _DOCUMENT)
        else:
            for number, slide in enumerate(_slides(document)[:_MOST_PARTS], 1):
                yield f"{TITLE}{number}"
                yield from _of_part(document, slide)


def _of_book(content: bytes) -> Iterator[str]:
    from python_calamine import load_workbook  # noqa: PLC0415 - loaded before the door closes

    book = load_workbook(BytesIO(content))
    for name in book.sheet_names[:_MOST_PARTS]:
        yield TITLE + _flat(name)
        rows = book.get_sheet_by_name(name).to_python(nrows=_MOST_ROWS + 1)
        for row in rows[:_MOST_ROWS]:
            cells = [_written(cell) for cell in row[:_MOST_COLUMNS]]
            yield CELL + CELL.join(cells) if any(cells) else ""
        if len(rows) > _MOST_ROWS:
            raise _Full


def _written(cell: object) -> str:
    if isinstance(cell, date | time):
        return cell.isoformat().replace("T00:00:00", "")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else _flat(str(cell))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _slides(document: zipfile.ZipFile) -> list[str]:
    parts: dict[str, str] = {}
    order: list[str] = []

    def relation(element: str, attributes: dict[str, str]) -> None:
        if element.rpartition(":")[2] == "Relationship":
            parts[attributes["Id"]] = f"ppt/{attributes['Target']}"

    def slide(element: str, attributes: dict[str, str]) -> None:
        if element.rpartition(":")[2] == "sldId":
            order.extend(value for name, value in attributes.items() if name.endswith(":id"))

    for name, begin in (("ppt/_rels/presentation.xml.rels", relation), (_SLIDES, slide)):
        parser = expat.ParserCreate()
        parser.StartElementHandler = begin
        parser.Parse(document.read(name), True)
    return [parts[name] for name in order]


def _of_part(document: zipfile.ZipFile, name: str) -> Iterator[str]:
    reader, parser = _Reader(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.text
    with document.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from reader.taken()


class _Reader:
    # WordprocessingML and DrawingML name paragraphs and tables alike. A table in a cell is its text.

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._paragraph: list[str] = []
        self._cell: list[str] = []
        self._row: list[str] = []
        self._deep = self._skipped = 0
        self._reads = False

    def taken(self) -> list[str]:
        lines, self._lines = self._lines, []
        return lines

    def begin(self, element: str, _attributes: dict[str, str]) -> None:
        name = element.rpartition(":")[2]
        if name == "Fallback":  # the same again for older programs
            self._skipped += 1
        elif name == "tbl":
            self._deep += 1
        elif name in ("br", "cr", "tab"):
            self._paragraph.append(" ")
        self._reads = name == "t" and not self._skipped

    def text(self, text: str) -> None:
        if self._reads:
            self._paragraph.append(text)

    def end(self, element: str) -> None:
        name, self._reads = element.rpartition(":")[2], False
        if name == "Fallback":
            self._skipped -= 1
        elif name == "p":
            line, self._paragraph = _flat("".join(self._paragraph)), []
            (self._cell if self._deep else self._lines).append(line)
        elif name == "tc" and self._deep == 1:
            self._row.append(_flat(" ".join(self._cell)))
            self._cell = []
        elif name == "tr" and self._deep == 1:
            self._lines.append("".join(CELL + cell for cell in self._row))
            self._row = []
        elif name == "tbl":
            self._deep -= 1
