"""Judges the workbook of an .xls ([MS-XLS], BIFF8)."""

# Record types and fields by 2.3 and 2.4. Functions are searched for by the bytes of their tokens (2.5.198) in whatever holds
# formulas: a token that is not there calls nothing, and what looks like one by chance is refused.

import re
from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple

from integrations.remaking.compound import Compound, demand
from integrations.remaking.drawings import judge_drawing
from integrations.remaking.office_codes import calls
from integrations.sockets.interfaces import Unusable

_BOF, _EOF, _CONTINUE, _BOUNDSHEET, _FILEPASS = 0x0809, 0x000A, 0x003C, 0x0085, 0x002F
_NAME, _EXTERNNAME, _SUPBOOK, _OBJ, _SOURCE, _REFERENCE = 0x0018, 0x0023, 0x01AE, 0x005D, 0x00E3, 0x0051
_BIFF8 = 0x0600
_GLOBALS, _SHEET, _CHART = 0x0005, 0x0010, 0x0020  # kinds of BOF; the others are macro sheets, modules and workspaces
_KIND_OF_SHEET = {0: _SHEET, 2: _CHART}
_DRAWINGS = frozenset({0x00EB, 0x00EC, 0x00ED, 0x0866})
_CARRIERS = _DRAWINGS | {_OBJ, 0x01B6}  # what goes on behind an object or a text may be a drawing too
# What holds formulas, and where they begin at the earliest: the place of a cell before them could look like a call.
_FORMULAS = {
    0x0006: 20, 0x04BC: 8, 0x0221: 12, _NAME: 0, _EXTERNNAME: 0, _OBJ: 0, 0x0103: 0, 0x01B1: 0, 0x01BE: 0, 0x0872: 0, 0x0878: 0,
    0x087A: 0, 0x1051: 0,
}  # fmt: skip
_OLDER = frozenset({0x0009, 0x0209, 0x0409, 0x0206, 0x0406})  # begins and formulas of BIFF2 to BIFF4
# ADDIN, XCT, CRN, OBPROJ; queries and connections: DBORPARAMQRY, QSI, WEBPUB, DBQUERYEXT, TXTQRY, QSIR, QSIF, REALTIMEDATA, DCONN
_ACTIVE = frozenset(
    {0x0087, 0x0059, 0x005A, 0x00D3, 0x00DC, 0x01AD, 0x0801, 0x0803, 0x0805, 0x0806, 0x0807, 0x0813, 0x0876}
)
_EXTERNAL = 2  # kind of a pivot table's source
_OWN, _ADD_INS = b"\x01\x04", b"\x01\x3a"
# PtgFuncVar and PtgFunc of REGISTER 149, CALL 150, REGISTER.ID 267, RTD 379
_CALL = re.compile(rb"(?:[\x22\x42\x62].|[\x21\x41\x61])(?:\x95\0|\x96\0|\x0b\x01|\x7b\x01)", re.DOTALL)
_PROCEDURE, _BUILT_IN = 0x0C, 0x20  # bits of a name: written in VBA, or a macro
_ACTING_NAMES = frozenset(
    {1, 2, 8, 10, 11}
)  # built-in: Auto_Open, Auto_Close, Recorder, Auto_Activate, Auto_Deactivate
_AUTO = re.compile(r"auto_?(open|close|activate|deactivate)", re.IGNORECASE)
_FUTURE = ("_xlfn.", "_xlws.", "_xludf.")  # functions of later versions
_MACRO, _FLAGS, _OBJECT, _LIST, _LAST = 0x04, 0x08, 0x09, 0x13, 0x00  # parts of an object


class _Record(NamedTuple):
    at: int
    kind: int
    content: bytes


def judge_book(document: Compound) -> None:
    """Raises Unusable: active, broken or locked."""
    book = document.streams["workbook"]
    begun, sheets, depth = dict[int, int](), dict[int, int](), 0
    drawings, carried = list[bytes](), list[bytes]()
    for record in _records(book):
        if record.kind == _BOF:
            version, kind = unpack_from("<HH", record.content)
            demand(version == _BIFF8)
            if kind not in (_GLOBALS, _SHEET, _CHART):
                raise Unusable("active")
            if depth == 0:
                begun[record.at] = kind
            depth += 1
        elif record.kind == _EOF:
            depth -= 1
        elif record.kind == _BOUNDSHEET:
            place, _, kind = unpack_from("<IBB", record.content)
            if kind not in _KIND_OF_SHEET:
                raise Unusable("active")
            demand(place not in sheets)
            sheets[place] = _KIND_OF_SHEET[kind]
        demand(record.kind not in _OLDER and (depth > 0 or record.kind == _EOF))
        _judge(record)
        drawings += [record.content] if record.kind in _DRAWINGS else []
        carried += [record.content] if record.kind in _CARRIERS else []
    for parts in (drawings, carried):  # a picture's flags may begin in one part and end in the next
        judge_drawing(b"".join(parts))
    # A program goes where the list of sheets says: to what was read here as a sheet, and to nothing within a record.
    demand(depth == 0 and begun == {0: _GLOBALS} | sheets)


def _records(book: bytes) -> Iterator[_Record]:
    at, parts = 0, list[bytes]()
    begin, last = 0, -1
    end = len(book.rstrip(b"\0"))  # filled up with zeros by some writers
    while at < end:
        demand(at + 4 <= len(book))
        kind, size = unpack_from("<HH", book, at)
        demand(at + 4 + size <= len(book))
        if kind != _CONTINUE or last < 0:
            if last >= 0:
                yield _Record(begin, last, b"".join(parts))
            begin, last, parts = at, kind, []
        parts.append(book[at + 4 : at + 4 + size])
        at += 4 + size
    yield _Record(begin, last, b"".join(parts))


def _judge(record: _Record) -> None:
    kind, content = record.kind, record.content
    if kind == _FILEPASS:
        raise Unusable("locked")
    if (
        kind in _ACTIVE
        or (kind in _FORMULAS and _CALL.search(content, _FORMULAS[kind]))
        or (kind == _SUPBOOK and content[2:] not in (_OWN, _ADD_INS))
        or (kind == _SOURCE and content[0] == _EXTERNAL)
    ):
        raise Unusable("active")
    if kind == _NAME:
        _judge_name(content)
    elif kind == _EXTERNNAME:
        _judge_function(content)
    elif kind == _OBJ:
        _judge_object(content)
    elif kind == _REFERENCE:
        _judge_reference(content)


def _text(content: bytes, at: int, count: int) -> str:
    wide = content[at] & 1
    text = content[at + 1 : at + 1 + count * (1 + wide)]
    demand(len(text) == count * (1 + wide))
    return text.decode("utf-16-le" if wide else "latin-1")


def _judge_name(content: bytes) -> None:
    flags, _, count = unpack_from("<HBB", content)
    name = _text(content, 14, count)
    if flags & _BUILT_IN:
        acts = not name or ord(name[0]) in _ACTING_NAMES
    else:
        acts = bool(_AUTO.match(name)) or calls(f"{name}(") or bool(flags & _PROCEDURE and not name.startswith(_FUTURE))
    if acts:
        raise Unusable("active")


def _judge_function(content: bytes) -> None:
    # Only of add-ins, since other books are refused before. Flags: what DDE and OLE keep up to date.
    flags, _, count = unpack_from("<HIB", content)
    name = _text(content, 7, count)
    if flags & 0x1E or _AUTO.match(name) or calls(f"{name}("):
        raise Unusable("active")


def _judge_object(content: bytes) -> None:
    at = 0
    while at < len(content):
        part, size = unpack_from("<HH", content, at)
        if part in (_LIST, _LAST):  # the size of a list is no size
            return
        if part == _OBJECT or (part == _MACRO and size) or (part == _FLAGS and content[at + 4] & 0x12):
            raise Unusable("active")
        at += 4 + size


def _judge_reference(content: bytes) -> None:
    # Of a pivot table: \2 before the name of a sheet is this book.
    (count,) = unpack_from("<H", content, 6)
    if count and not _text(content, 8, count).startswith("\2"):
        raise Unusable("active")
