"""Pictures and PDFs for tests."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from random import Random

import pikepdf
from PIL import Image, ImageDraw

HERE = {1: "N", 2: (35.0, 40.0, 30.0), 3: "E", 4: (139.0, 45.0, 0.0)}  # 35.675000, 139.750000
PLACE = b"KAKANAI-PLACE-WHERE-IT-WAS-TAKEN"


@cache
def jpeg(name: str = "", wide: int = 60, high: int = 40) -> bytes:
    """A small picture whose colour depends on `name` and survives re-encoding."""
    shade = sum(name.encode()) % 200 + 40
    return written(Image.new("RGB", (wide, high), (shade, 255 - shade, 120)), "JPEG")


@cache
def large_jpeg(seed: int = 1) -> bytes:
    """Noise of a megabyte, the size of a photograph."""
    return written(Image.frombytes("RGB", (800, 800), Random(seed).randbytes(3 * 800 * 800)), "JPEG", quality=95)


@cache
def pdf(pages: int = 1) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    return saved(document)


def locked_pdf() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    return saved(document, encryption=pikepdf.Encryption(owner="owner", user="user"))


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    into = BytesIO()
    document.save(into, **options)  # type: ignore[arg-type]
    return into.getvalue()


def written(picture: Image.Image, kind: str, **options: object) -> bytes:
    into = BytesIO()
    picture.save(into, kind, **options)
    return into.getvalue()


def printed(wide: int = 1200, high: int = 1600) -> Image.Image:
    page = Image.new("RGB", (wide, high), (230, 228, 220))
    drawn = ImageDraw.Draw(page)
    for top in range(60, high - 60, 40):
        for left in range(60, wide - 60, 24):
            drawn.rectangle((left, top, left + 14, top + 18), outline=(30, 30, 30), width=3)
    return page


def taken_by_a_telephone(picture: Image.Image, orientation: int = 1, place: Mapping[int, object] = {}) -> bytes:
    """`place`: of the GPS directory: 1 to 4 are N or S, latitude, E or W, longitude."""
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[29] = "2026:11:20"
    exif.get_ifd(0x8825).update(place)
    return written(picture, "JPEG", quality=90, exif=exif, comment=PLACE)
