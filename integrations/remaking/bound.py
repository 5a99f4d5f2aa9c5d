"""A TIFF of several pages (a scanner, a fax) as a PDF of pictures made here."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from PIL import Image, ImageOps
from PIL.Image import Resampling

from integrations.remaking.document import MEDIA, MOST_PAGES
from integrations.remaking.picture import LONG_SIDE, MOST_BYTES, MOST_POINTS, picture_of, remake_picture
from integrations.sockets.interfaces import Remade, Unusable

TIFF = "image/tiff"
_MOST_POINTS = 12 * MOST_POINTS  # of all pages
_STEPS = ((2_400, 75), (1_700, 60), (1_200, 45))  # pixels and quality: the next is used if a page exceeds its share
_A4 = 842  # points along the longer side


def remake_tiff(content: bytes) -> Remade:
    """One page as any picture. Raises Unusable: broken, huge or long."""
    try:
        with Image.open(BytesIO(content), formats=["TIFF"]) as picture:
            pages = _count(picture)
            if pages > 1:
                return Remade(_bound(_pages(picture, pages)), MEDIA, pages)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable("huge") from None
    except (Unusable, MemoryError):
        raise
    except Exception:  # noqa: BLE001  # malicious files raise many exceptions
        raise Unusable("broken") from None
    return remake_picture(content, TIFF)


def _count(picture: Image.Image) -> int:
    # `n_frames` would follow a chain of any length.
    count, points = 0, 0
    try:
        while True:
            picture.seek(count)
            count, points = count + 1, points + picture.width * picture.height
            if count > MOST_PAGES:
                raise Unusable("long")
            if picture.width * picture.height > MOST_POINTS or points > _MOST_POINTS:
                raise Unusable("huge")
    except EOFError:
        return count


def _pages(picture: Image.Image, count: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    share = MOST_BYTES // count - 1_000
    for number in range(count):
        picture.seek(number)
        page = picture_of(ImageOps.exif_transpose(picture))
        page.info.clear()
        page.thumbnail((LONG_SIDE, LONG_SIDE), Resampling.BOX)
        for side, quality in _STEPS:
            page.thumbnail((side, side), Resampling.LANCZOS)
            output = BytesIO()
            page.save(output, "JPEG", quality=quality)
            if output.tell() <= share:
                break
        else:
            raise Unusable("long")
        yield output.getvalue(), page.size


def _bound(pages: Iterator[tuple[bytes, tuple[int, int]]]) -> bytes:
    paper = pikepdf.new()
    for content, (wide, high) in pages:
        scale = _A4 / max(wide, high)
        page = paper.add_blank_page(page_size=(max(3, wide * scale), max(3, high * scale)))
        drawn = paper.make_stream(
            content, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=wide, Height=high,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=drawn))
        page.obj.Contents = paper.make_stream(f"{wide * scale:.2f} 0 0 {high * scale:.2f} 0 0 cm /P Do".encode())
    output = BytesIO()
    paper.save(output, deterministic_id=True)
    return output.getvalue()
