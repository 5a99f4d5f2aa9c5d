"""QR codes on a page, drawn by another library."""

import io
import random

import pytest
import segno
from PIL import Image, ImageChops, ImageDraw

from integrations.remaking.qr import read_codes

NUMBER = "26-000-000-015"


def page(text: str, level: str = "m", *, turned: float = 0, version: int | None = None) -> Image.Image:
    """A5 at 150 dots an inch."""
    drawn = io.BytesIO()
    code = segno.make(text, error=level, micro=False, boost_error=False, version=version)
    code.save(drawn, kind="png", scale=4, border=4)
    sheet = Image.new("L", (874, 1240), 255)
    sheet.paste(Image.open(drawn).convert("L"), (200, 300))
    return sheet.rotate(turned, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


@pytest.mark.parametrize("level", ["l", "m", "q", "h"])
def test_each_level_of_each_version_is_read(level: str) -> None:
    for version in range(1, 7):
        text = NUMBER if version > 1 or level in "lm" else "12345"
        assert read_codes(page(text, level, version=version)) == [text]


@pytest.mark.parametrize("turned", [90, 180, 270, 2, -3])
def test_a_page_may_lie_on_the_glass_as_it_likes(turned: float) -> None:
    assert read_codes(page(NUMBER, turned=turned)) == [NUMBER]


def test_a_photograph_in_uneven_light_is_read_and_a_page_of_print_does_not_pay_for_it() -> None:
    sheet = page(NUMBER, turned=4)
    light = Image.linear_gradient("L").resize(sheet.size).point(lambda shade: 60 + shade * 2 // 3)
    photograph = ImageChops.multiply(sheet, light)
    assert read_codes(photograph) == []
    assert read_codes(photograph, photographed=True) == [NUMBER]


def test_digits_and_signs_of_any_kind_are_read() -> None:
    for text in ("26000000015", "A-1 %", "https://mihon.example/k/1"):
        assert read_codes(page(text)) == [text]


def test_a_stain_is_mended_and_a_hole_is_left_out() -> None:
    stained, torn = page(NUMBER, "h"), page(NUMBER)
    ImageDraw.Draw(stained).rectangle((262, 362, 278, 378), fill=0)
    ImageDraw.Draw(torn).rectangle((250, 350, 282, 400), fill=255)
    assert read_codes(stained) == [NUMBER]
    assert read_codes(torn) == []


def test_two_codes_on_one_page_are_both_read_and_a_page_of_noise_has_none() -> None:
    both = page(NUMBER)
    both.paste(page("26-123-456-782").crop((200, 300, 350, 450)), (600, 900))
    assert set(read_codes(both)) == {NUMBER, "26-123-456-782"}
    source = random.Random(7)
    noise = Image.frombytes("L", (400, 400), bytes(source.choice((0, 255)) for _ in range(160_000)))
    assert read_codes(noise) == []
    assert read_codes(Image.new("L", (60, 80), 255)) == []
