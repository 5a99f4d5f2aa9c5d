"""Re-encoding of pictures."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from integrations.remaking.picture import LONG_SIDE, MOST_POINTS, remake_picture, turn_picture
from integrations.sockets.interfaces import Remade, Unusable
from tests.pictures import HERE, PLACE, jpeg, pdf, printed, taken_by_a_telephone, written

HEIC = (Path(__file__).parents[2] / "samples" / "telephone.heic").read_bytes()


def opened(remade: Remade) -> Image.Image:
    assert remade.media == "image/jpeg"
    return Image.open(BytesIO(remade.content))


def corner(picture: Image.Image) -> str:
    grey = picture.convert("L")
    places = {"top left": (2, 2), "top right": (-3, 2), "bottom left": (2, -3), "bottom right": (-3, -3)}
    brightness = {name: grey.getpixel((x % grey.width, y % grey.height)) for name, (x, y) in places.items()}
    return min(brightness, key=lambda name: float(brightness[name]))  # type: ignore[arg-type]


def marked() -> Image.Image:
    picture = Image.new("RGB", (60, 40), "white")
    picture.paste("black", (0, 0, 12, 12))
    return picture


@pytest.mark.parametrize(
    ("orientation", "size", "position"),
    [
        (1, (60, 40), "top left"),
        (3, (60, 40), "bottom right"),
        (6, (40, 60), "top right"),
        (8, (40, 60), "bottom left"),
    ],
)
def test_it_stands_as_it_was_held_and_says_nothing_of_where(
    orientation: int, size: tuple[int, int], position: str
) -> None:
    remade = remake_picture(taken_by_a_telephone(marked(), orientation), "image/jpeg")
    result = opened(remade)
    assert (result.size, corner(result)) == (size, position)
    assert not result.getexif()
    assert not {"comment", "exif", "icc_profile"} & set(result.info)
    assert PLACE not in remade.content + remade.preview


@pytest.mark.parametrize(
    ("place", "degrees"),
    [
        (HERE, ("35.675000", "139.750000")),
        (HERE | {1: "S", 3: "W"}, ("-35.675000", "-139.750000")),
        ({}, ()),
        (HERE | {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}, ()),  # no fix
        (HERE | {2: (91.0, 0.0, 0.0)}, ()),
        (HERE | {4: (139.0, 45.0)}, ()),
        ({2: (35.0, 40.0, 30.0)}, ()),
    ],
)
def test_where_it_was_taken_is_read_and_not_left_in_the_picture(
    place: Mapping[int, object], degrees: tuple[str, ...]
) -> None:
    remade = remake_picture(taken_by_a_telephone(marked(), 1, place), "image/jpeg")
    assert remade.place == degrees
    assert not opened(remade).getexif()
    assert remake_picture(remade.content, "image/jpeg").place == ()


def test_a_photograph_of_a_telephone_of_twelve_million_points_becomes_a_jpeg() -> None:
    assert Image.open(BytesIO(HEIC)).size == (3024, 4032)
    remade = remake_picture(HEIC, "image/heic")
    assert opened(remade).size == (2700, LONG_SIDE)
    assert max(Image.open(BytesIO(remade.preview)).size) == 480
    assert len(remade.preview) < 60_000
    assert not opened(remade).getexif()


def test_a_small_picture_keeps_its_size_and_turns_by_a_quarter() -> None:
    remade = remake_picture(written(marked(), "PNG"), "image/png")
    for position in ("top right", "bottom right", "bottom left", "top left"):
        remade = turn_picture(remade.content)
        assert corner(opened(remade)) == position
    assert opened(remade).size == (60, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_every_way_of_colouring_is_read(mode: str) -> None:
    kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    drawn = Image.new("L", (40, 40), 200)
    drawn.paste(0, (0, 0, 12, 12))
    picture = (
        drawn.point(lambda value: value * 256, "I").convert("I;16")
        if mode == "I;16"
        else drawn.convert("RGB").convert(mode)
    )
    if mode == "PA":
        picture = drawn.convert("P")
        picture.info["transparency"] = 5
    result = opened(remake_picture(written(picture, kind), f"image/{kind.lower()}"))
    assert (result.mode, result.size, corner(result)) == ("RGB", (40, 40), "top left")


def test_what_shines_through_is_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert opened(remake_picture(written(clear, "PNG"), "image/png")).getpixel((20, 20)) == (255, 255, 255)


def test_of_a_picture_that_moves_the_first_one_is_kept() -> None:
    red, blue = Image.new("RGB", (20, 20), "red"), Image.new("RGB", (20, 20), "blue")
    moving = written(red, "PNG", save_all=True, append_images=[blue])
    result = opened(remake_picture(moving, "image/png"))
    assert result.convert("HSV").getpixel((9, 9))[0] < 10  # type: ignore[index]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(wide: int, high: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(90_000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("wide", "high"), [(60_000, 60_000), (MOST_POINTS + 1, 1), (8000, 7000), (2**31 - 1, 2**31 - 1)]
)
def test_a_small_file_that_claims_to_be_huge_is_not_opened(wide: int, high: int) -> None:
    with pytest.raises(Unusable) as caught:
        remake_picture(bomb(wide, high), "image/png")
    assert caught.value.why == "huge"


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (jpeg()[:-200], "image/jpeg"),
        (jpeg()[:30], "image/jpeg"),
        (b"\xff\xd8\xff" + bytes(2000), "image/jpeg"),
        (bomb(100, 3000), "image/png"),
        (HEIC[:5000], "image/heic"),
        (HEIC[:40], "image/heic"),
        (pdf(), "image/jpeg"),
        (jpeg(), "image/png"),
        (written(marked(), "GIF"), "image/jpeg"),
    ],
)
def test_what_is_broken_or_something_else_is_reported(content: bytes, media: str) -> None:
    with pytest.raises(Unusable) as caught:
        remake_picture(content, media)
    assert caught.value.why == "broken"


def test_a_text_that_swells_inside_a_picture_is_not_unpacked() -> None:
    plain = written(Image.new("L", (9, 9)), "PNG")
    swelling = plain[:-12] + chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(30_000_000))) + plain[-12:]
    with pytest.raises(Unusable):
        remake_picture(swelling, "image/png")


def test_a_second_file_behind_or_inside_the_first_does_not_come_along() -> None:
    script = b"<script>alert(document.cookie)</script>"
    inside = written(marked(), "JPEG", comment=script)
    remade = remake_picture(inside + b"PK\x03\x04" + script + pdf(), "image/jpeg")
    assert script not in remade.content
    assert b"%PDF" not in remade.content
    assert b"PK\x03\x04" not in remade.content


def test_print_out_of_focus_and_darkness_are_hinted_at_and_a_sharp_page_is_not() -> None:
    page = printed()
    assert remake_picture(written(page, "JPEG"), "image/jpeg").hints == ()
    blurred = page.filter(ImageFilter.GaussianBlur(5))
    assert remake_picture(written(blurred, "JPEG"), "image/jpeg").hints == ("blurred",)
    dark = page.point(lambda value: value // 8)
    assert "dark" in remake_picture(written(dark, "JPEG"), "image/jpeg").hints
    small_on_a_table = Image.new("RGB", (2400, 3200), (190, 180, 170))
    small_on_a_table.paste(page.resize((900, 1200)), (700, 900))
    assert remake_picture(written(small_on_a_table, "JPEG"), "image/jpeg").hints == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (5, 2)])
def test_the_smallest_picture_is_one(size: tuple[int, int]) -> None:
    assert opened(remake_picture(written(Image.new("RGB", size), "PNG"), "image/png")).size == size
