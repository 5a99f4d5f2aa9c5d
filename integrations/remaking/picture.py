"""Encodes pictures again, upright, without metadata."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import pi_heif
from PIL import ExifTags, Image, ImageFilter, ImageOps, ImageStat
from PIL.Image import Resampling

from integrations.sockets.interfaces import Remade, Unusable

LONG_SIDE = 3600  # pixels: A4 at 300 dpi
QUALITY = (88, 75, 60)  # the next one is used if the result exceeds MOST_BYTES
MOST_BYTES = 10_000_000
MOST_POINTS = 50_000_000  # the largest telephones take 48 million; 3 bytes each when decoded
PREVIEW_SIDE, PREVIEW_QUALITY = 480, 65
_FORMAT = {"image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIF", "image/gif": "GIF", "image/tiff": "TIFF"}
_NOWHERE = "0.000000"  # what some telephones write without a fix
_JUDGED_SIDE, _TILES = 1000, 4
# Sharp print has a variance of thousands in its best tile; below this no edge is steep. Measured on printed pages,
# sharp and blurred by 3 pixels: `test_picture.py`.
_BLURRED, _DARK = 30.0, 45.0
_LAPLACE = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_POINTS


def remake_picture(content: bytes, media: str) -> Remade:
    """Keeps the first frame. Raises Unusable: broken or huge."""
    return replace(_made(open_picture(content, media)), place=place_of(content, media))


def place_of(content: bytes, media: str) -> tuple[str, ...]:
    """As the telephone wrote it, or ()."""
    try:
        with Image.open(BytesIO(content), formats=[_FORMAT[media]]) as picture:
            position = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        north = _degrees(position[ExifTags.GPS.GPSLatitude], position[ExifTags.GPS.GPSLatitudeRef] == "S", 90)
        east = _degrees(position[ExifTags.GPS.GPSLongitude], position[ExifTags.GPS.GPSLongitudeRef] == "W", 180)
    except Exception:  # noqa: BLE001  # as of a malicious file; most have none
        return ()
    return () if north == east == _NOWHERE else (north, east)


def _degrees(parts: Sequence[float], behind: bool, furthest: int) -> str:
    degrees, minutes, seconds = map(float, parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= furthest:
        raise ValueError
    return f"{-value if behind and value else value:.6f}"


def open_picture(content: bytes, media: str) -> Image.Image:
    """Upright, in RGB. As `remake_picture`."""
    try:
        with Image.open(BytesIO(content), formats=[_FORMAT[media]]) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise Unusable("huge")
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))  # decodes a JPEG no larger than needed
            picture.load()
            return picture_of(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable("huge") from None
    except (Unusable, MemoryError):
        raise
    except Exception:  # noqa: BLE001  # malicious files raise many exceptions
        raise Unusable("broken") from None


def turn_picture(content: bytes) -> Remade:
    with Image.open(BytesIO(content), formats=["JPEG"]) as picture:
        return _made(picture.convert("RGB").transpose(Image.Transpose.ROTATE_270))


def picture_of(picture: Image.Image) -> Image.Image:
    # RGB, on white where transparent.
    if picture.mode.startswith("I") or picture.mode == "F":  # 16-bit grey: keep the upper eight bits
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        over = picture.convert("RGBA")
        white = Image.new("RGB", over.size, "white")
        white.paste(over, mask=over.getchannel("A"))
        return white
    return picture.convert("RGB")


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
    output = BytesIO()
    picture.save(output, "JPEG", quality=quality)
    return output.getvalue()


def hints(picture: Image.Image) -> tuple[str, ...]:
    """One sharp tile suffices: a small paper on a plain table."""
    grey = picture.convert("L")
    grey.thumbnail((_JUDGED_SIDE, _JUDGED_SIDE), Resampling.BOX)
    labels = []
    edges = grey.filter(_LAPLACE)
    wide, high = max(1, grey.width // _TILES), max(1, grey.height // _TILES)
    steepest = max(
        ImageStat.Stat(edges.crop((left, top, left + wide, top + high))).var[0]
        for left in range(1, max(2, grey.width - wide), wide)
        for top in range(1, max(2, grey.height - high), high)
    )
    if steepest < _BLURRED:
        labels.append("blurred")
    if ImageStat.Stat(grey).mean[0] < _DARK:
        labels.append("dark")
    return tuple(labels)
