"""Parts of a picture, for a program that reads print."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from integrations.remaking.apart import Apart
from integrations.remaking.cutting import cut_picture
from integrations.sockets.interfaces import Cut, Unusable
from tests.pictures import jpeg, written

WHOLE = Cut((200, 60), (1, 0), (0, 0))


def box(print_: tuple[int, int, int, int] | None = (60, 20, 90, 40), rules: bool = False) -> bytes:
    picture = Image.new("RGB", (200, 60), (225, 222, 214))
    pen = ImageDraw.Draw(picture)
    if print_:
        pen.rectangle(print_, fill=(20, 20, 20))
    if rules:
        pen.rectangle((1, 1, 198, 58), outline=(40, 40, 40), width=2)
    return written(picture, "JPEG", quality=95)


def parts(content: bytes, *cuts: Cut) -> list[Image.Image]:
    tiff = Image.open(BytesIO(cut_picture(content, cuts).content))
    pages = []
    for index in range(len(cuts)):
        tiff.seek(index)
        pages.append(tiff.copy())
    return pages


def test_only_print_is_left_with_white_around_it() -> None:
    for content in (box(), box(rules=True)):
        (part,) = parts(content, WHOLE)
        assert (abs(part.width - 59) <= 4, abs(part.height - 49) <= 4) == (True, True)
        shades = part.tobytes()
        assert shades[2 * part.width + 2] == 255
        assert shades[part.height // 2 * part.width + part.width // 2] < 40


def test_a_part_is_laid_straight() -> None:
    turned = Image.open(BytesIO(box())).rotate(-90, expand=True)  # clockwise: x, y is at 59 - y, x
    (part,) = parts(written(turned, "JPEG", quality=95), Cut((200, 60), (0, 1), (59, 0)))
    assert (abs(part.width - 59) <= 4, abs(part.height - 49) <= 4) == (True, True)


def test_nothing_is_printed_in_an_empty_box() -> None:
    for content in (box(None), box(None, rules=True)):
        (part,) = parts(content, WHOLE)
        assert part.size == (1, 1)


def test_there_are_limits() -> None:
    for cuts in ([], [WHOLE] * 151, [Cut((5000, 5000), (1, 0), (0, 0))]):
        with pytest.raises(Unusable, match="huge"):
            cut_picture(box(), cuts)
    with pytest.raises(Unusable, match="broken"):
        cut_picture(b"\xff\xd8\xffrubbish", [WHOLE])


@pytest.fixture
def apart() -> Iterator[Apart]:
    process = Apart()
    yield process
    process.close()


def test_the_process_apart_cuts_alike(apart: Apart) -> None:
    cuts = [WHOLE, Cut((50, 20), (0.5, 0.1), (3, 4))]
    assert apart.cut(box(), cuts) == cut_picture(box(), cuts)
    with pytest.raises(Unusable):
        apart.cut(jpeg(), [Cut((90_000, 90_000), (1, 0), (0, 0))])
