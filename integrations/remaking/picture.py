"""Pictures made anew: decoded within bounds, turned upright, made as small as reading needs, written as JPEG. What stood
beside the points (place, time, camera, a second file behind the first) does not come along."""

from io import BytesIO

import pi_heif
from PIL import Image, ImageFilter, ImageOps, ImageStat
from PIL.Image import Resampling

from integrations.interfaces import Remade, Unusable

LONG_SIDE = 3600  # points: A4 at 300 dpi, as scanners send it
QUALITY = (88, 75, 60)  # the next one where the one before is larger than MOST_BYTES
MOST_BYTES = 10_000_000
MOST_POINTS = 50_000_000  # the largest telephones make 48 million; each takes 3 bytes once it is decoded
PREVIEW_SIDE, PREVIEW_QUALITY = 480, 65
_FORMAT = {"image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIF"}
_JUDGED_SIDE, _TILES = 1000, 4
# Sharp print has a variance of thousands in its best tile; below this no edge is steep anywhere. Measured on printed pages
# and on the same under a blur of 3 points: `test_picture.py`.
_BLURRED, _DARK = 30.0, 45.0
_LAPLACE = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_POINTS


def remake_picture(content: bytes, media: str) -> Remade:
    """Unusable: broken or huge. Of a picture that moves the first frame is kept."""
    try:
        with Image.open(BytesIO(content), formats=[_FORMAT[media]]) as found:
            if found.width * found.height > MOST_POINTS:
                raise Unusable("huge")
            found.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG is decoded no larger than it is needed
            found.load()
            return _made(_plain(ImageOps.exif_transpose(found)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable("huge") from None
    except (Unusable, MemoryError):
        raise
    except Exception:  # noqa: BLE001  # decoders fail in many ways at what was made to break them
        raise Unusable("broken") from None


def turn_picture(content: bytes) -> Remade:
    with Image.open(BytesIO(content), formats=["JPEG"]) as found:
        return _made(found.convert("RGB").transpose(Image.Transpose.ROTATE_270))


def _plain(found: Image.Image) -> Image.Image:
    """In red, green and blue, on white where it is transparent."""
    if found.mode.startswith("I") or found.mode == "F":  # 16 bits of grey: the upper eight tell
        found = found.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in found.getbands() or "transparency" in found.info:
        over = found.convert("RGBA")
        white = Image.new("RGB", over.size, "white")
        white.paste(over, mask=over.getchannel("A"))
        return white
    return found.convert("RGB")


def _made(picture: Image.Image) -> Remade:
    picture.info.clear()
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Resampling.LANCZOS)
    for quality in QUALITY:
        content = _jpeg(picture, quality)
        if len(content) <= MOST_BYTES:
            break
    small = picture.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Resampling.LANCZOS)
    return Remade(content, "image/jpeg", 1, _jpeg(small, PREVIEW_QUALITY), hints(picture))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()


def hints(picture: Image.Image) -> tuple[str, ...]:
    """Blurred: no part of it has a steep edge; one tile is enough, for a small paper on a plain table is sharp."""
    grey = picture.convert("L")
    grey.thumbnail((_JUDGED_SIDE, _JUDGED_SIDE), Resampling.BOX)
    found = []
    edges = grey.filter(_LAPLACE)
    wide, high = max(1, grey.width // _TILES), max(1, grey.height // _TILES)
    steepest = max(
        ImageStat.Stat(edges.crop((left, top, left + wide, top + high))).var[0]
        for left in range(1, max(2, grey.width - wide), wide)
        for top in range(1, max(2, grey.height - high), high)
    )
    if steepest < _BLURRED:
        found.append("blurred")
    if ImageStat.Stat(grey).mean[0] < _DARK:
        found.append("dark")
    return tuple(found)
