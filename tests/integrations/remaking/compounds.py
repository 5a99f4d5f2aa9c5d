"""Writes compound files ([MS-CFB]) and what Office 97 to 2003 keeps in them, as small as a program would still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from struct import pack

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FREE, END, FAT, DIFAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
IN_HEADER, MINI, CUTOFF = 109, 64, 4_096


@dataclass
class Plan:
    """What is written; a test may change each part of it before `bytes`."""

    sector: int
    sectors: list[bytes] = field(default_factory=list)
    fat: list[int] = field(default_factory=list)

    def put(self, content: bytes) -> int:
        """Number of its first sector."""
        if not content:
            return END
        first = len(self.sectors)
        for at in range(0, len(content), self.sector):
            self.sectors.append(content[at : at + self.sector].ljust(self.sector, b"\0"))
            self.fat.append(len(self.sectors))
        self.fat[-1] = END
        return first


def write(streams: Mapping[str, bytes], *, version: int = 3) -> bytes:
    """Paths with "/" make storages; one that ends with "/" is an empty storage."""
    plan, minis, mini_fat = Plan(512 if version == 3 else 4_096), bytearray(), list[int]()
    entries = _entries(streams)
    places = dict[str, tuple[int, int]]()
    for path, content in streams.items():
        if path.endswith("/"):
            continue
        if len(content) >= CUTOFF:
            places[path] = plan.put(content), len(content)
        elif content:
            first = len(mini_fat)
            minis += content.ljust(-(-len(content) // MINI) * MINI, b"\0")
            mini_fat += [*range(first + 1, len(minis) // MINI), END]
            places[path] = first, len(content)
    root = plan.put(bytes(minis)), len(minis)
    content = b"".join(
        entry(name, kind, right, child, *(root if kind == 5 else places.get(path, (END, 0))))
        for path, name, kind, right, child in entries
    )
    directory = plan.put(content.ljust(-(-len(content) // plan.sector) * plan.sector, b"\0"))
    width = plan.sector // 4
    mini_table = plan.put(words(mini_fat + [FREE] * (-len(mini_fat) % width)))
    return _closed(plan, version, directory, (mini_table, -(-len(mini_fat) // width)))


def _closed(plan: Plan, version: int, directory: int, mini: tuple[int, int]) -> bytes:
    width = plan.sector // 4
    tables = difats = 0
    while tables * width < len(plan.sectors) + tables + difats or IN_HEADER + difats * (width - 1) < tables:
        tables += 1
        difats = max(0, -(-(tables - IN_HEADER) // (width - 1)))
    first = len(plan.sectors)
    numbers = list(range(first, first + tables))
    fat = [*plan.fat, *[FAT] * tables, *[DIFAT] * difats]
    table = words(fat + [FREE] * (tables * width - len(fat)))
    rest, extra = numbers[IN_HEADER:], b""
    for number in range(difats):
        listed = rest[number * (width - 1) : (number + 1) * (width - 1)]
        following = first + tables + number + 1 if number + 1 < difats else END
        extra += words([*listed, *[FREE] * (width - 1 - len(listed)), following])
    in_header = numbers[:IN_HEADER]
    head = pack(
        "<8s16s5H6s9I", SIGNATURE, bytes(16), 0x3E, version, 0xFFFE, 9 if version == 3 else 12, 6, bytes(6), 0 if version == 3 else 1,
        tables, directory, 0, CUTOFF, *mini, first + tables if difats else END, difats,
    )  # fmt: skip
    head += words([*in_header, *[FREE] * (IN_HEADER - len(in_header))])
    return head.ljust(plan.sector, b"\0") + b"".join(plan.sectors) + table + extra


def words(numbers: Sequence[int]) -> bytes:
    return pack(f"<{len(numbers)}I", *numbers)


def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return pack(
        "<64sHBBIII16sI16sIQ", text, len(text) + 2, kind, 1, FREE, right, child, bytes(16), 0, bytes(16), start, size
    )


def _entries(streams: Mapping[str, bytes]) -> list[tuple[str, str, int, int, int]]:
    """Path, name, kind, number of the right sibling and of the first child."""
    paths = [""]
    for path in streams:
        parts = path.rstrip("/").split("/")
        paths += ["/".join(parts[: deep + 1]) for deep in range(len(parts))]
    paths = list(dict.fromkeys(paths))
    stored = {path for path in streams if not path.endswith("/")}
    children: dict[str, list[int]] = {path: [] for path in paths}
    for number, path in enumerate(paths[1:], 1):
        children[path.rpartition("/")[0]].append(number)
    right = {first: second for below in children.values() for first, second in pairwise(below)}
    return [
        (
            path, path.rpartition("/")[2] or "Root Entry", 5 if not number else 2 if path in stored else 1,
            right.get(number, FREE), next(iter(children[path]), FREE),
        )
        for number, path in enumerate(paths)
    ]  # fmt: skip


# --- .xls -------------------------------------------------------------------------------------------------------


def record(kind: int, content: bytes = b"") -> bytes:
    return pack("<HH", kind, len(content)) + content


def begin(kind: int, version: int = 0x0600) -> bytes:
    return record(0x0809, pack("<HHHHII", version, kind, 0x0DBB, 0x07CC, 0, 6))


def book(
    more: bytes = b"",
    in_sheet: bytes = b"",
    *,
    kind: int = 0,
    substream: int = 0x10,
    version: int = 0x0600,
    off: int = 0,
) -> bytes:
    """A workbook of a sheet. `off`: by how much the list of sheets points beside it."""

    def whole(place: int) -> bytes:
        listed = record(0x0085, pack("<IBBBB", max(0, place + off), 0, kind, 1, 0) + b"S")
        return begin(0x05, version) + more + listed + record(0x000A)

    first = whole(len(whole(0)))
    return first + begin(substream, version) + in_sheet + record(0x000A)


def xls(more: bytes = b"", in_sheet: bytes = b"", **streams: bytes) -> bytes:
    return write({"Workbook": book(more, in_sheet)} | streams)


def name(text: str, flags: int = 0, formula: bytes = b"") -> bytes:
    content = (
        pack("<HBBHHHBBBBB", flags, 0, len(text), len(formula), 0, 0, 0, 0, 0, 0, 0) + text.encode("latin-1") + formula
    )
    return record(0x0018, content)


def cell(formula: bytes) -> bytes:
    return record(0x0006, pack("<HHHdHIH", 0, 0, 0, 0.0, 0, 0, len(formula)) + formula)


# --- .doc -------------------------------------------------------------------------------------------------------


def document(
    text: str = "書式", *, flags: int = 0x0200, version: int = 0x00C1, identity: int = 0xA5EC, following: int = 0,
    parts: Mapping[int, bytes] | None = None, narrow: bool = False,
) -> dict[str, bytes]:  # fmt: skip
    """Its streams. `parts`: of FibRgFcLcb97, by number."""
    content = text.encode("cp1252" if narrow else "utf-16-le")
    where = 0x40000000 | 0x400 * 2 if narrow else 0x400
    plan = words([0, len(text)]) + pack("<HIH", 0, where, 0)
    table, pairs = bytearray(), bytearray(93 * 8)
    for number, part in ({33: b"\2" + pack("<I", len(plan)) + plan} | dict(parts or {})).items():
        pairs[8 * number : 8 * number + 8] = pack("<II", len(table), len(part))
        table += part
    head = pack("<5HHHIBBHHII", identity, version, 0, 0, following, flags, 0x00BF, 0, 0, 0, 0, 0, 0x400, 0)
    head += pack("<H", 14) + bytes(28) + pack("<H", 22) + bytes(88) + pack("<H", 93)
    assert len(head) == 0x9A
    return {
        "WordDocument": (head + bytes(pairs)).ljust(0x400, b"\0") + content,
        "1Table" if flags & 0x0200 else "0Table": bytes(table),
    }


def doc(text: str = "書式", streams: Mapping[str, bytes] | None = None, **settings: object) -> bytes:
    return write(document(text, **settings) | dict(streams or {}))  # type: ignore[arg-type]


def sources(*texts: str) -> bytes:
    """SttbfAssoc."""
    listed = b"".join(pack("<H", len(text)) + text.encode("utf-16-le") for text in texts)
    return pack("<HHH", 0xFFFF, len(texts), 0) + listed


# --- .ppt -------------------------------------------------------------------------------------------------------


def atom(kind: int, content: bytes = b"") -> bytes:
    return pack("<HHI", 0, kind, len(content)) + content


def container(kind: int, *inside: bytes) -> bytes:
    content = b"".join(inside)
    return pack("<HHI", 0xF, kind, len(content)) + content


def slides(*inside: bytes, token: int = 0xE391C05F, off: int = 0, longer: bytes = b"") -> dict[str, bytes]:
    """Its streams. `off`: by how much the list of records points beside them."""
    shown = container(0x03E8, atom(0x03E9, bytes(40)), *inside)
    places = atom(0x1772, words([1 << 20 | 1, off]))
    edit = atom(0x0FF5, pack("<IHBBIIIIHH", 0, 0, 0, 3, 0, len(shown), 1, 1, 1, 0) + longer)
    user = atom(0x0FF6, pack("<IIIHHBBH", 0x14, token, len(shown) + len(places), 0, 0x03F4, 3, 0, 0))
    return {"PowerPoint Document": shown + places + edit, "Current User": user}


def ppt(*inside: bytes, **streams: bytes) -> bytes:
    return write(slides(*inside) | streams)
