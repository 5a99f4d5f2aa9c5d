"""Judges the slides of a .ppt ([MS-PPT])."""

from collections.abc import Iterator
from struct import unpack, unpack_from
from typing import NamedTuple

from integrations.remaking.compound import Compound, demand
from integrations.remaking.drawings import judge_drawing
from integrations.sockets.interfaces import Unusable

# Types of records (2.13.24)
_USER, _EDIT, _PLACES, _BLOB = 0x0FF6, 0x0FF5, 0x1772, 0x138B
_MACROS, _CLICK, _LOCK = 0x0400, 0x0FF3, 0x2F14
_PROPERTIES = frozenset({0xF00B, 0xF121, 0xF122})
# Objects, their content, links, controls; video, films, music and sound of other files
_ACTIVE = frozenset({0x0FCC, 0x0FCE, 0x0FEE, 0x1011, 0x1005, 0x1006, 0x1007, 0x100D, 0x1010})
_ACTING = frozenset({1, 2, 5})  # of a click: macro, program, object
_OPEN, _ENCRYPTED = 0xE391C05F, 0xF3D1C4DF
_CONTAINER, _DEEPEST, _MOST = 0xF, 40, 400_000


class _Record(NamedTuple):
    at: int
    kind: int
    content: bytes
    depth: int


def judge_slides(document: Compound) -> None:
    """Raises Unusable: active, broken, locked or long."""
    user = document.streams["current user"]
    kind, token, current = *unpack_from("<H", user, 2), *unpack_from("<II", user, 12)
    if token == _ENCRYPTED:
        raise Unusable("locked")
    demand(kind == _USER and token == _OPEN)
    begun, named = set[int](), {current}
    for record in _records(document.streams["powerpoint document"]):
        if record.depth == 0:
            begun.add(record.at)
        if record.kind == _EDIT:
            _, before, places = unpack_from("<III", record.content, 4)
            named |= {places, before} - {0}
            if len(record.content) >= 0x20:  # it names how it is encrypted
                raise Unusable("locked")
        elif record.kind == _PLACES:
            named.update(_places(record.content))
        _judge(record)
    demand(named <= begun)  # nothing within a record is read as another


def _records(stream: bytes) -> Iterator[_Record]:
    waiting, seen = [(0, len(stream), 0)], 0
    while waiting:
        at, end, depth = waiting.pop()
        if at >= end:
            continue
        seen += 1
        if seen > _MOST or depth > _DEEPEST:
            raise Unusable("long")
        demand(at + 8 <= end)
        version, kind, size = unpack_from("<HHI", stream, at)
        inside, after = at + 8, at + 8 + size
        demand(after <= end)
        waiting.append((after, end, depth))
        if version & 0xF == _CONTAINER or kind == _BLOB:
            waiting.append((inside, after, depth + 1))
            yield _Record(at, kind, b"", depth)
        else:
            yield _Record(at, kind, stream[inside:after], depth)


def _judge(record: _Record) -> None:
    kind, content = record.kind, record.content
    if kind == _LOCK:
        raise Unusable("locked")
    if (
        kind in _ACTIVE
        or (kind == _MACROS and unpack_from("<I", content, 4)[0])
        or (kind == _CLICK and content[8] in _ACTING)
    ):
        raise Unusable("active")
    if kind in _PROPERTIES:
        judge_drawing(content)


def _places(content: bytes) -> Iterator[int]:
    words = iter(unpack(f"<{len(content) // 4}I", content))
    for head in words:
        for _ in range(head >> 20):
            yield next(words)
