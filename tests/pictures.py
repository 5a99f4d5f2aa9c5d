"""Pictures and PDFs for tests, made when they are asked for: small ones that differ, printed pages, photographs of a
telephone with what it writes into them."""

from functools import cache
from io import BytesIO
from random import Random

import pikepdf
from PIL import Image, ImageDraw

PLACE = b"KAKANAI-PLACE-WHERE-IT-WAS-TAKEN"


@cache
def jpeg(name: str = "", wide: int = 60, high: int = 40) -> bytes:
    """A small picture. Another name is another colour: it stays another one when it is made anew."""
    shade = sum(name.encode()) % 200 + 40
    return written(Image.new("RGB", (wide, high), (shade, 255 - shade, 120)), "JPEG")


@cache
def large_jpeg(seed: int = 1) -> bytes:
    """Nothing to be seen, but a megabyte of it: what a telephone's picture weighs."""
    return written(Image.frombytes("RGB", (800, 800), Random(seed).randbytes(3 * 800 * 800)), "JPEG", quality=95)


@cache
def pdf(pages: int = 1) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    return saved(made)


def locked_pdf() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    return saved(made, encryption=pikepdf.Encryption(owner="owner", user="user"))


def saved(made: pikepdf.Pdf, **how: object) -> bytes:
    into = BytesIO()
    made.save(into, **how)  # type: ignore[arg-type]
    return into.getvalue()


def written(picture: Image.Image, kind: str, **how: object) -> bytes:
    into = BytesIO()
    picture.save(into, kind, **how)
    return into.getvalue()


def printed(wide: int = 1200, high: int = 1600) -> Image.Image:
    """A page with lines of print."""
    page = Image.new("RGB", (wide, high), (230, 228, 220))
    drawn = ImageDraw.Draw(page)
    for top in range(60, high - 60, 40):
        for left in range(60, wide - 60, 24):
            drawn.rectangle((left, top, left + 14, top + 18), outline=(30, 30, 30), width=3)
    return page


def taken_by_a_telephone(picture: Image.Image, orientation: int = 1) -> bytes:
    """As JPEG with EXIF: which way it was held, and where."""
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[29] = "2026:11:20"
    return written(picture, "JPEG", quality=90, exif=exif, comment=PLACE)
