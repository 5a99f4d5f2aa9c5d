"""The viewer's name covers every picture."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from portal.services.files.mark_picture import mark_picture, watermark
from portal.services.shared.rights import Member

WORDS = "tanto 2026-11-20 10:00 26-270-547-706"


def picture(colour: str, size: tuple[int, int]) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, "JPEG", quality=95)
    return made.getvalue()


def changed(before: bytes, after: bytes, box: tuple[int, int, int, int]) -> int:
    """The largest difference of a pixel."""
    pictures = [Image.open(BytesIO(content)).convert("L") for content in (before, after)]
    difference = ImageChops.difference(*pictures)
    low_and_high = difference.crop(box).getextrema()
    return int(str(low_and_high[1]))


@pytest.mark.parametrize("colour", ["black", "white", "grey", "#780000"])
def test_the_mark_is_seen_on_every_ground_and_in_every_corner(colour: str) -> None:
    before = picture(colour, (1200, 900))
    after = mark_picture(before, WORDS)
    assert Image.open(BytesIO(after)).size == (1200, 900)
    for left in (0, 800):
        for top in (0, 600):
            assert changed(before, after, (left, top, left + 400, top + 300)) > 30


@pytest.mark.parametrize("size", [(1, 1), (40, 2000), (2000, 40)])
def test_a_picture_of_any_shape_is_marked(size: tuple[int, int]) -> None:
    assert Image.open(BytesIO(mark_picture(picture("white", size), WORDS))).size == size


def test_it_says_who_when_and_what() -> None:
    member = Member(1, "tanto", "見本 課子", frozenset(), "192.0.2.1")
    assert watermark(member, datetime(2026, 11, 20, 1, 0, tzinfo=UTC), "26-270-547-706") == WORDS
