"""Reads a compound file ([MS-CFB]) whole, or not at all."""

# Each sector in use belongs to exactly one chain, each entry to exactly one place of the tree. What is claimed twice, belongs
# to nothing or goes in a circle is refused: two programs could read it in two ways.

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from struct import Struct, unpack

from integrations.sockets.interfaces import Unusable

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE, _END, _FAT, _DIFAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_NONE = 0xFFFFFFFF
_HEADER, _ENTRY = Struct("<8s16s5H6s9I109I"), Struct("<64sHBBIII16sI16sIQ")
_SHIFTS = {3: 9, 4: 12}  # version → size of a sector, as a power of two
_MINI, _MINI_SHIFT, _CUTOFF = 64, 6, 4_096
_UNUSED, _STORAGE, _STREAM, _ROOT = 0, 1, 2, 5
_MOST_ENTRIES = 1_000


@dataclass(frozen=True)
class Compound:
    """By path: names in lower case, divided by "/"."""

    streams: dict[str, bytes]
    storages: frozenset[str]


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_compound(content: bytes) -> Compound:
    """Raises Unusable: broken or long."""
    return _Reader(content).read()


def demand(fact: bool) -> None:
    """Raises Unusable: broken."""
    if not fact:
        raise Unusable("broken")


class _Reader:
    def __init__(self, content: bytes) -> None:
        demand(len(content) >= _HEADER.size)
        (
            signature, _, _, version, order, shift, mini_shift, reserved, directories, fats, self._directory, _, cutoff,
            mini_fat, mini_fats, difat, difats, *numbers,
        ) = _HEADER.unpack_from(content)  # fmt: skip
        demand(signature == SIGNATURE and order == 0xFFFE and not any(reserved))
        demand(_SHIFTS.get(version) == shift and mini_shift == _MINI_SHIFT and cutoff == _CUTOFF)
        demand(version == 4 or directories == 0)
        self._content, self._version, self._sector = content, version, 1 << shift
        count, rest = divmod(len(content) - self._sector, self._sector)
        demand(count > 0 and rest == 0 and not any(content[_HEADER.size : self._sector]))
        self._taken = bytearray(count)
        self._fat = self._read_fat(numbers, fats, difat, difats)
        self._mini_fat = self._words(self._read_mini_fat(mini_fat, mini_fats))
        self._minis, self._minis_taken = b"", bytearray()

    def read(self) -> Compound:
        listed = b"".join(self._chain(self._directory))
        demand(bool(listed))
        if len(listed) > _MOST_ENTRIES * _ENTRY.size:
            raise Unusable("long")
        entries = [self._entry(number, *fields) for number, fields in enumerate(_ENTRY.iter_unpack(listed))]
        root = entries[0]
        demand(root.kind == _ROOT and root.left == root.right == _NONE)
        self._minis = self._exact(self._chain(root.start), root.size, self._sector) if root.size else b""
        self._minis_taken = bytearray(-(-root.size // _MINI))
        demand(len(self._mini_fat) >= len(self._minis_taken))
        streams, storages, seen = dict[str, bytes](), set[str](), {0}
        for path, entry in self._below(entries, root.child, seen):
            demand(path not in streams and path not in storages)
            if entry.kind == _STORAGE:
                storages.add(path)
            else:
                streams[path] = self._stream(entry)
        demand(all(entry.kind == _UNUSED or number in seen for number, entry in enumerate(entries)))
        # A free sector is reached by nothing and may hold what was there before.
        demand(_only_free_left(self._taken, self._fat) and _only_free_left(self._minis_taken, self._mini_fat))
        return Compound(streams, frozenset(storages))

    def _take(self, number: int) -> bytes:
        demand(number < len(self._taken) and not self._taken[number])
        self._taken[number] = 1
        begin = (number + 1) * self._sector
        return self._content[begin : begin + self._sector]

    def _words(self, content: bytes) -> tuple[int, ...]:
        return unpack(f"<{len(content) // 4}I", content)

    def _read_fat(self, numbers: list[int], fats: int, difat: int, difats: int) -> Sequence[int]:
        tables = list[int]()
        while difat not in (_END, _FREE):  # writers end it in either way
            tables.append(difat)
            *more, difat = self._words(self._take(difat))
            numbers += more
        used = numbers[:fats]
        demand(len(tables) == difats and len(used) == fats and all(number == _FREE for number in numbers[fats:]))
        fat = self._words(b"".join(map(self._take, used)))
        demand(len(fat) >= len(self._taken))  # what it says of sectors beyond the end reaches nothing
        # Some writers end a table where the standard names it.
        demand(all(fat[number] in (_FAT, _DIFAT, _END) for number in (*used, *tables)))
        return fat

    def _read_mini_fat(self, number: int, count: int) -> bytes:
        if not count:
            demand(number in (_END, _FREE))
            return b""
        content = b"".join(self._chain(number))
        demand(len(content) == count * self._sector)
        return content

    def _chain(self, number: int) -> Iterator[bytes]:
        while number != _END:
            yield self._take(number)
            number = self._fat[number]

    def _mini_chain(self, number: int) -> Iterator[bytes]:
        while number != _END:
            demand(number < len(self._minis_taken) and not self._minis_taken[number])
            self._minis_taken[number] = 1
            yield self._minis[number * _MINI : (number + 1) * _MINI].ljust(_MINI, b"\0")
            number = self._mini_fat[number]

    def _stream(self, entry: _Entry) -> bytes:
        if not entry.size:
            return b""
        if entry.size < _CUTOFF:
            return self._exact(self._mini_chain(entry.start), entry.size, _MINI)
        return self._exact(self._chain(entry.start), entry.size, self._sector)

    def _exact(self, chain: Iterator[bytes], size: int, unit: int) -> bytes:
        content = b"".join(chain)
        demand(len(content) - unit < size <= len(content))
        return content[:size]

    def _entry(
        self, number: int, name: bytes, length: int, kind: int, _colour: int, left: int, right: int, child: int, _class: bytes,
        _state: int, _times: bytes, start: int, size: int,
    ) -> _Entry:  # fmt: skip
        # The root may have any name: nothing looks for it.
        text = _name(name, length) if number and kind != _UNUSED else ""
        # 2.6.3: in version 3 the upper half of a size may be anything.
        return _Entry(text, kind, left, right, child, start, size & 0xFFFFFFFF if self._version == 3 else size)

    def _below(self, entries: Sequence[_Entry], top: int, seen: set[int]) -> Iterator[tuple[str, _Entry]]:
        waiting = [(top, "")]
        while waiting:
            number, base = waiting.pop()
            if number == _NONE:
                continue
            demand(number < len(entries) and number not in seen)
            seen.add(number)
            entry = entries[number]
            demand(entry.kind == _STORAGE or (entry.kind == _STREAM and entry.child == _NONE))
            yield base + entry.name, entry
            waiting += [(entry.left, base), (entry.right, base)]
            if entry.kind == _STORAGE:
                waiting.append((entry.child, f"{base}{entry.name}/"))


def _name(written: bytes, length: int) -> str:
    demand(2 < length <= len(written) and length % 2 == 0 and not any(written[length - 2 : length]))
    try:
        name = written[: length - 2].decode("utf-16-le").lower()
    except UnicodeDecodeError:
        raise Unusable("broken") from None
    demand("\0" not in name and "/" not in name)
    return name


def _only_free_left(taken: Sequence[int], table: Sequence[int]) -> bool:
    return all(used or value == _FREE for used, value in zip(taken, table, strict=False))
