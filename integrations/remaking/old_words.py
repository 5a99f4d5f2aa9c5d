"""Judges the text of a .doc ([MS-DOC])."""

import re
from struct import unpack_from

from integrations.remaking.compound import Compound, demand
from integrations.remaking.drawings import judge_drawing
from integrations.remaking.office_codes import is_acting
from integrations.sockets.interfaces import Unusable

_IDENTITY, _WORD_97 = 0xA5EC, 0x00C1
_ENCRYPTED, _SECOND_TABLE, _OBFUSCATED = 0x0100, 0x0200, 0x8000
_PAIRS = 0x9A  # FibRgFcLcb97 (2.5.6): place and size of each part
_FIELD_TYPES = (16, 17, 18, 19, 20, 48, 57, 59)  # PlcfFld of body, header, notes, comments, boxes
_SOURCES, _PIECES, _MERGE, _DRAWINGS = 32, 33, 44, 50  # SttbfAssoc, Clx, Pms, DggInfo
# 2.9.90: what each field is. INCLUDE, DDE, DDEAUTO, IMPORT, LINK, EMBED, INCLUDEPICTURE, INCLUDETEXT, DATABASE, CONTROL, HTMLCONTROL
_ACTING = frozenset({36, 45, 46, 55, 56, 58, 67, 68, 78, 87, 91})
_BEGIN = 0x13
_FIELD = re.compile(r"\x13\s*(?:(?P<name>\w+)(?:[^\w\x13]|$)|=)")
_TEMPLATE, _DATA, _HEADERS = 1, 8, 9  # of SttbfAssoc (2.9.284)
_OUTSIDE = re.compile(r"[/\\]{2}|/")


def judge_words(document: Compound) -> None:
    """Raises Unusable: active, broken or locked."""
    main = document.streams["worddocument"]
    identity, version = unpack_from("<HH", main)
    demand(identity == _IDENTITY and version >= _WORD_97)
    following, flags = unpack_from("<HH", main, 8)
    if flags & (_ENCRYPTED | _OBFUSCATED):
        raise Unusable("locked")
    demand(following == 0)  # no second document of building blocks
    table = document.streams["1table" if flags & _SECOND_TABLE else "0table"]  # the other is read by no program

    def part(number: int) -> bytes:
        place, size = unpack_from("<II", main, _PAIRS + 8 * number)
        demand(not size or place + size <= len(table))
        return table[place : place + size]

    for number in _FIELD_TYPES:
        _judge_types(part(number))
    _judge_fields(_text(main, part(_PIECES)))
    _judge_sources(part(_SOURCES))
    if part(_MERGE):
        raise Unusable("active")
    judge_drawing(part(_DRAWINGS))
    judge_drawing(document.streams.get("data", b""))


def _judge_types(fields: bytes) -> None:
    count = (len(fields) - 4) // 6  # n + 1 places of 4 bytes, n fields of 2
    for at in range(4 * (count + 1), 4 * (count + 1) + 2 * max(count, 0), 2):
        if fields[at] & 0x1F == _BEGIN and fields[at + 1] in _ACTING:
            raise Unusable("active")


def _text(main: bytes, pieces: bytes) -> str:
    at = 0
    while pieces[at] == 1:  # formatting
        at += 3 + int(unpack_from("<H", pieces, at + 1)[0])
    demand(pieces[at] == 2)
    (size,) = unpack_from("<I", pieces, at + 1)
    plan = pieces[at + 5 :]
    count = (size - 4) // 12
    demand(size == 4 + 12 * count and len(plan) == size)
    places = unpack_from(f"<{count + 1}I", plan)
    text = list[str]()
    left = len(main)  # a place is read once: else many pieces of a long text fill the memory
    for number in range(count):
        (where,) = unpack_from("<I", plan, 4 * (count + 1) + 8 * number + 2)
        characters, narrow = places[number + 1] - places[number], bool(where & 0x40000000)
        begin, length = where & 0x3FFFFFFF, characters * (1 if narrow else 2)
        begin //= 2 if narrow else 1
        left -= length
        demand(characters > 0 and begin + length <= len(main) and left >= 0)
        text.append(main[begin : begin + length].decode("cp1252" if narrow else "utf-16-le", "replace"))
    return "".join(text)


def _judge_fields(text: str) -> None:
    # Each sign that can begin a field is judged by the word that follows, also where it is only a sign.
    for begin in re.finditer("\x13", text):
        field = _FIELD.match(text, begin.start())
        if field is None or (field["name"] and is_acting(field["name"])):
            raise Unusable("active")


def _judge_sources(strings: bytes) -> None:
    # A template is loaded when the document is opened, a list for letters too.
    if not strings:
        return
    extended, count, extra = unpack_from("<HHH", strings)
    demand(extended == 0xFFFF and extra == 0)
    at = 6
    for number in range(count):
        (length,) = unpack_from("<H", strings, at)
        text = strings[at + 2 : at + 2 + 2 * length].decode("utf-16-le")
        at += 2 + 2 * length
        if (number in (_DATA, _HEADERS) and text) or (number == _TEMPLATE and _OUTSIDE.search(text)):
            raise Unusable("active")
