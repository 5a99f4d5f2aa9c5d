"""A page's picture as one line of text: its height, its flat colours, and the mean grey of each block. What differs between two."""

import base64
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

BLOCK = 16  # pixels, each side
LEVELS = 16  # of grey
HIGHEST = 2000  # pixels; what is below counts by the page's height alone
# What may differ (D279): blocks that differ by more than `STEPS` levels, up to `SHARE` of all; the height by `PIXELS`.
STEPS, SHARE, PIXELS = 1, 0.005, 8
# A colour that fills this share of a page has to be somewhere on the other picture: a block of grey has no hue.
FILLS, THERE = 0.004, 0.001


@dataclass(frozen=True)
class Fingerprint:
    height: int
    colours: tuple[str, ...]
    columns: int
    blocks: bytes

    def __str__(self) -> str:
        packed = base64.b85encode(zlib.compress(self.blocks, 9)).decode()
        return f"{self.height} {self.columns} {','.join(self.colours)} {packed}"


def read(line: str) -> Fingerprint:
    height, columns, colours, packed = line.split()
    return Fingerprint(int(height), tuple(colours.split(",")), int(columns), zlib.decompress(base64.b85decode(packed)))


def taken(picture: Image.Image) -> Fingerprint:
    shown = _top(picture)
    grey = shown.convert("L").reduce(BLOCK)
    blocks = bytes(value * LEVELS // 256 for value in grey.tobytes())
    return Fingerprint(picture.height, tuple(sorted(_flat(shown, FILLS))), grey.width, blocks)


def differences(kept: Fingerprint, picture: Image.Image) -> list[str]:
    """Sentences; none if the picture is within the tolerance."""
    now, changes = taken(picture), []
    if abs(now.height - kept.height) > PIXELS:
        changes.append(f"{now.height} px high, was {kept.height}")
    if (share := len(changed(kept, now)) / max(len(kept.blocks), len(now.blocks))) > SHARE:
        changes.append(f"{share:.1%} of the blocks differ")
    there = _flat(_top(picture), THERE)
    changes += [f"#{colour} is gone" for colour in kept.colours if colour not in there]
    # What filled a little less than `FILLS` before is not in the kept line: only what fills much more is new for certain.
    much = _flat(_top(picture), 2 * FILLS)
    return changes + [f"#{colour} is new" for colour in sorted(much.difference(kept.colours))]


def changed(kept: Fingerprint, now: Fingerprint) -> list[int]:
    pairs = zip(kept.blocks, now.blocks, strict=False)
    different = [at for at, (before, after) in enumerate(pairs) if abs(before - after) > STEPS]
    shorter, longer = sorted((len(kept.blocks), len(now.blocks)))
    # A row more or less is what a few pixels of height may make.
    return different + (list(range(shorter, longer)) if longer - shorter > kept.columns else [])


def beside(kept: Fingerprint, picture: Image.Image, path: Path) -> None:
    """The blocks as they were kept, and the picture of now with a frame around each block that differs."""
    left = Image.frombytes(
        "L",
        (kept.columns, len(kept.blocks) // kept.columns),
        bytes(level * 255 // (LEVELS - 1) for level in kept.blocks),
    )
    left = left.resize((left.width * BLOCK, left.height * BLOCK), Image.Resampling.NEAREST)
    right = _top(picture).convert("RGB")
    pen = ImageDraw.Draw(right)
    for block in changed(kept, taken(picture)):
        down, along = divmod(block, kept.columns)
        pen.rectangle(
            (along * BLOCK, down * BLOCK, (along + 1) * BLOCK - 1, (down + 1) * BLOCK - 1), outline=(255, 0, 0)
        )
    both = Image.new("RGB", (left.width + BLOCK + right.width, max(left.height, right.height)), (255, 255, 255))
    both.paste(left, (0, 0))
    both.paste(right, (left.width + BLOCK, 0))
    path.parent.mkdir(parents=True, exist_ok=True)
    both.save(path)


def written(kept: dict[str, Fingerprint], path: Path) -> None:
    path.write_text("".join(f"{name} {print_}\n" for name, print_ in sorted(kept.items())), encoding="ascii")


def read_all(path: Path) -> dict[str, Fingerprint]:
    lines: Iterable[str] = path.read_text(encoding="ascii").splitlines()
    return {name: read(rest) for name, _, rest in (line.partition(" ") for line in lines)}


def _top(picture: Image.Image) -> Image.Image:
    return picture.crop((0, 0, picture.width, min(picture.height, HIGHEST)))


def _flat(picture: Image.Image, share: float) -> set[str]:
    pixels = picture.width * picture.height
    counted = picture.convert("RGB").getcolors(pixels) or []
    return {f"{red:02x}{green:02x}{blue:02x}" for count, (red, green, blue) in counted if count > share * pixels}  # type: ignore[misc]
