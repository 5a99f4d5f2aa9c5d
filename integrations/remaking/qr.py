"""QR codes of versions 1 to 6 on a flat page (ISO/IEC 18004): receipt numbers on papers that were scanned, and an eL-QR."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot

from PIL import Image, ImageChops, ImageFilter

_DARK = 128
_AROUND, _DARKER = 24, 12  # a part of the longer side; shades
_ROWS = 2  # every second row: a module is wider than that
_MOST_CENTRES = 24
_RUN = re.compile(rb"\x00+|\xff+")
_Point = tuple[float, float]
# Version, level as in the format bits → (check words of a block, data words of each block).
_BLOCKS: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {
    (1, 1): (7, (19,)), (1, 0): (10, (16,)), (1, 3): (13, (13,)), (1, 2): (17, (9,)),
    (2, 1): (10, (34,)), (2, 0): (16, (28,)), (2, 3): (22, (22,)), (2, 2): (28, (16,)),
    (3, 1): (15, (55,)), (3, 0): (26, (44,)), (3, 3): (18, (17, 17)), (3, 2): (22, (13, 13)),
    (4, 1): (20, (80,)), (4, 0): (18, (32, 32)), (4, 3): (26, (24, 24)), (4, 2): (16, (9, 9, 9, 9)),
    (5, 1): (26, (108,)), (5, 0): (24, (43, 43)), (5, 3): (18, (15, 15, 16, 16)), (5, 2): (22, (11, 11, 12, 12)),
    (6, 1): (18, (68, 68)), (6, 0): (16, (27,) * 4), (6, 3): (24, (19,) * 4), (6, 2): (28, (15,) * 4),
}  # fmt: skip
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@dataclass(frozen=True)
class _Centre:
    # `module` in pixels.

    x: float
    y: float
    module: float


def read_codes(picture: Image.Image, *, photographed: bool = False) -> list[str]:
    """Without codes beyond repair. `photographed`: in uneven light too, which takes ten times as long."""
    grey = picture.convert("L")
    texts = _codes_of(grey.point(lambda shade: 255 if shade >= _DARK else 0))
    if photographed and not texts:
        around = grey.filter(ImageFilter.BoxBlur(max(grey.size) // _AROUND))
        texts = _codes_of(ImageChops.subtract(around, grey).point(lambda darker: 0 if darker > _DARKER else 255))
    return texts


def _codes_of(plain: Image.Image) -> list[str]:
    wide, pixels = plain.width, plain.tobytes()
    centres = _centres(pixels, wide, plain.height)
    texts = dict.fromkeys(
        text for three in combinations(centres, 3) if (text := _read(pixels, wide, plain.height, three))
    )
    return list(texts)


def _centres(pixels: bytes, wide: int, high: int) -> list[_Centre]:
    centres: list[_Centre] = []
    for y in range(0, high, _ROWS):
        runs = [match.span() for match in _RUN.finditer(pixels, y * wide, (y + 1) * wide)]
        for five in zip(runs, runs[1:], runs[2:], runs[3:], runs[4:], strict=False):
            if pixels[five[0][0]] or not _is_finder([end - start for start, end in five]):
                continue
            x = (five[2][0] + five[2][1]) / 2 - y * wide
            down = _down(pixels, wide, int(x), y)
            if down is None:
                continue
            centre = _Centre(x, down, (five[4][1] - five[0][0]) / 7)
            if all(hypot(centre.x - other.x, centre.y - other.y) > 2 * centre.module for other in centres):
                centres.append(centre)
                if len(centres) == _MOST_CENTRES:
                    return centres
    return centres


def _is_finder(runs: Sequence[int]) -> bool:
    module = sum(runs) / 7
    return module >= 1 and all(
        abs(run - part * module) <= part * module / 2 for run, part in zip(runs, (1, 1, 3, 1, 1), strict=True)
    )


def _down(pixels: bytes, wide: int, x: int, y: int) -> float | None:
    column = pixels[x::wide]
    runs = [match.span() for match in _RUN.finditer(column)]
    place = next((index for index, (start, end) in enumerate(runs) if start <= y < end), -1)
    if (
        place < 2
        or place + 2 >= len(runs)
        or not _is_finder([end - start for start, end in runs[place - 2 : place + 3]])
    ):
        return None
    return sum(runs[place]) / 2


def _read(pixels: bytes, wide: int, high: int, three: Sequence[_Centre]) -> str:
    for corner in three:
        right, below = (centre for centre in three if centre is not corner)
        across, down = (right.x - corner.x, right.y - corner.y), (below.x - corner.x, below.y - corner.y)
        if across[0] * down[1] - across[1] * down[0] < 0:
            across, down = down, across
        first, second = hypot(*across), hypot(*down)
        if abs(first - second) > 0.1 * first or abs(across[0] * down[0] + across[1] * down[1]) > 0.1 * first * second:
            continue
        module = sum(centre.module for centre in three) / 3
        version = round((first / module + 7 - 17) / 4)
        if not 1 <= version <= 6:
            continue
        grid = _grid(pixels, wide, high, (corner.x, corner.y), (across, down), 17 + 4 * version)
        if grid and (text := _text(grid, version)):
            return text
    return ""


def _grid(
    pixels: bytes, wide: int, high: int, corner: _Point, sides: tuple[_Point, _Point], size: int
) -> list[list[int]]:  # fmt: skip
    (ax, ay), (dx, dy) = sides
    grid = []
    for row in range(size):
        line = []
        for column in range(size):
            right, down = (column - 3) / (size - 7), (row - 3) / (size - 7)
            x, y = int(corner[0] + right * ax + down * dx), int(corner[1] + right * ay + down * dy)
            if not (0 <= x < wide and 0 <= y < high):
                return []
            line.append(int(pixels[y * wide + x] == 0))
        grid.append(line)
    return grid


def _text(grid: list[list[int]], version: int) -> str:
    level, mask = _format(grid)
    if level < 0:
        return ""
    bits = [grid[y][x] ^ _is_masked(mask, y, x) for y, x in _places(len(grid), version)]
    words = [int("".join(map(str, bits[start : start + 8])), 2) for start in range(0, len(bits) - 7, 8)]
    check, blocks = _BLOCKS[version, level]
    data, first = bytearray(), sum(blocks)
    # A word of each block in turn, of those that have more; then the check words alike.
    turns = [index for place in range(max(blocks)) for index, length in enumerate(blocks) if place < length]
    for index, length in enumerate(blocks):
        block = [word for turn, word in zip(turns, words, strict=False) if turn == index]
        mended = _mended(block + words[first + index :: len(blocks)][:check], check)
        if mended is None:
            return ""
        data += bytes(mended[:length])
    return _segments("".join(f"{word:08b}" for word in data))


def _format(grid: list[list[int]]) -> tuple[int, int]:
    # (level, mask), or (-1, 0).
    around = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)] + [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    read = int("".join(str(grid[y][x]) for y, x in around), 2)
    wrong, best = min(((_format_word(number) ^ read).bit_count(), number) for number in range(32))
    return (best >> 3, best & 7) if wrong <= 3 else (-1, 0)


def _format_word(number: int) -> int:
    rest = number << 10
    for place in range(14, 9, -1):
        if rest >> place & 1:
            rest ^= 0b10100110111 << (place - 10)
    return (number << 10 | rest) ^ 0b101010000010010


def _is_masked(mask: int, y: int, x: int) -> int:
    return int((
        (y + x) % 2, y % 2, x % 3, (y + x) % 3, (y // 2 + x // 3) % 2, y * x % 2 + y * x % 3, (y * x % 2 + y * x % 3) % 2,
        ((y + x) % 2 + y * x % 3) % 2,
    )[mask] == 0)  # fmt: skip


def _places(size: int, version: int) -> Iterator[tuple[int, int]]:
    # In pairs of columns from the right, up and down by turns; column 6 times the others.
    middle, up = size - 7, True  # of the alignment pattern
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for y in range(size - 1, -1, -1) if up else range(size):
            for x in (right, right - 1):
                finder = (y < 9 and (x < 9 or x >= size - 8)) or (y >= size - 8 and x < 9)
                aligned = version > 1 and abs(y - middle) <= 2 and abs(x - middle) <= 2
                if not (finder or aligned or y == 6):
                    yield y, x
        up = not up


def _tables() -> tuple[list[int], list[int]]:
    powers, logs, value = [0] * 512, [0] * 256, 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logs[value] = exponent
        value = value << 1 ^ (0x11D if value & 0x80 else 0)
    return powers, logs


_POWERS, _LOGS = _tables()


def _times(first: int, second: int) -> int:
    return _POWERS[_LOGS[first] + _LOGS[second]] if first and second else 0


def _value(words: Sequence[int], at: int) -> int:
    # The highest power comes first.
    value = 0
    for word in words:
        value = _times(value, at) ^ word
    return value


def _mended(block: list[int], check: int) -> list[int] | None:
    # Reed-Solomon over GF(256): Berlekamp-Massey, Chien, and the errors by linear equations.
    syndromes = [_value(block, _POWERS[exponent]) for exponent in range(check)]
    if not any(syndromes):
        return block
    places = _wrong_places(syndromes, len(block))
    if not places:
        return None
    roots = [_POWERS[len(block) - 1 - place] for place in places]
    errors = _solved([[_power(root, row) for root in roots] + [syndromes[row]] for row in range(len(roots))])
    if errors is None:
        return None
    mended = list(block)
    for place, error in zip(places, errors, strict=True):
        mended[place] ^= error
    return mended if not any(_value(mended, _POWERS[exponent]) for exponent in range(check)) else None


def _wrong_places(syndromes: Sequence[int], length: int) -> list[int]:
    locator, former, shift, last = [1], [1], 1, 1  # the lowest power first
    errors = 0
    for index, syndrome in enumerate(syndromes):
        gap = syndrome
        for place in range(1, min(errors, len(locator) - 1) + 1):
            gap ^= _times(locator[place], syndromes[index - place])
        if not gap:
            shift += 1
            continue
        scale, before = _times(gap, _POWERS[255 - _LOGS[last]]), locator
        moved = [0] * shift + [_times(scale, word) for word in former]
        wide = max(len(locator), len(moved))
        locator = [
            a ^ b for a, b in zip(locator + [0] * (wide - len(locator)), moved + [0] * (wide - len(moved)), strict=True)
        ]
        if 2 * errors <= index:
            errors, former, last, shift = index + 1 - errors, before, gap, 1
        else:
            shift += 1
    places = [
        place for place in range(length) if not _value(locator[::-1], _POWERS[(255 - (length - 1 - place)) % 255])
    ]
    return places if len(places) == errors else []


def _power(root: int, exponent: int) -> int:
    return _POWERS[_LOGS[root] * exponent % 255]


def _solved(rows: list[list[int]]) -> list[int] | None:
    # Gauss-Jordan over GF(256).
    for column in range(len(rows)):
        pivot = next((row for row in range(column, len(rows)) if rows[row][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        inverse = _POWERS[255 - _LOGS[rows[column][column]]]
        rows[column] = [_times(inverse, word) for word in rows[column]]
        for index, row in enumerate(rows):
            if index != column and row[column]:
                rows[index] = [word ^ _times(row[column], own) for word, own in zip(row, rows[column], strict=True)]
    return [row[-1] for row in rows]


def _segments(bits: str) -> str:
    # Digits, alphanumeric and bytes; other modes end it.
    text, place = "", 0

    def take(length: int) -> int:
        nonlocal place
        taken, place = bits[place : place + length], place + length
        return int(taken or "0", 2)

    while place + 4 <= len(bits):
        mode = take(4)
        if mode == 1:
            length = take(10)
            for start in range(0, length, 3):
                digits = min(3, length - start)
                text += f"{take((0, 4, 7, 10)[digits]):0{digits}d}"
        elif mode == 2:
            length = take(9)
            for _ in range(length // 2):
                pair = take(11)
                text += _ALPHANUMERIC[pair // 45 % 45] + _ALPHANUMERIC[pair % 45]
            text += _ALPHANUMERIC[take(6) % 45] if length % 2 else ""
        elif mode == 4:
            text += bytes(take(8) for _ in range(take(8))).decode("utf-8", "replace")
        else:
            break
    return text
