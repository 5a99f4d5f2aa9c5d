"""Rendering of PDF pages."""

from io import BytesIO

import pikepdf
import pytest
import typst
from PIL import Image

from integrations.remaking.apart import Apart
from integrations.remaking.page import draw_page
from integrations.sockets.interfaces import Unusable
from tests.pictures import locked_pdf, pdf, saved


@pytest.fixture(scope="module")
def two() -> bytes:
    source = b"#set page(fill: white)\n= One\n#pagebreak()\n#set page(fill: black)\n"
    return bytes(typst.compile(source, format="pdf"))


def middle(content: bytes) -> int:
    with Image.open(BytesIO(content)) as picture:
        assert picture.format == "JPEG"
        return int(picture.convert("L").resize((1, 1)).getpixel((0, 0)))  # type: ignore[arg-type]


def test_each_page_is_drawn_by_its_number(two: bytes) -> None:
    first, second = draw_page(two, 1), draw_page(two, 2)
    assert (first.pages, second.pages, first.media) == (2, 2, "image/jpeg")
    assert middle(first.content) > 200
    assert middle(second.content) < 50
    assert draw_page(two, 1) == first


def test_it_is_drawn_apart_as_here_where_nothing_can_be_opened(two: bytes) -> None:
    apart = Apart()
    assert apart.draw(two, 2) == draw_page(two, 2)
    finer = apart.draw(two, 1, 260)
    assert finer == draw_page(two, 1, 260)
    with Image.open(BytesIO(finer.content)) as picture, Image.open(BytesIO(apart.draw(two, 1).content)) as shown:
        assert abs(picture.width - 2 * shown.width) <= 2
    with pytest.raises(Unusable):
        apart.draw(b"%PDF-1.7 nothing", 1)
    assert apart.draw(two, 1).pages == 2
    apart.close()


def sized(wide: float, high: float) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(wide, high))
    return saved(document)


@pytest.mark.parametrize(
    ("content", "page", "reason"),
    [
        (pdf(2), 0, "long"), (pdf(2), 3, "long"), (b"", 1, "broken"), (b"%PDF-1.7", 1, "broken"), (locked_pdf(), 1, "locked"),
        (sized(100, 5000), 1, "huge"), (sized(5000, 100), 1, "huge"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_reported(content: bytes, page: int, reason: str) -> None:
    with pytest.raises(Unusable) as caught:
        draw_page(content, page)
    assert caught.value.why == reason


def test_a_page_that_weighs_too_much_is_not_drawn(two: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.remaking.page._MOST_BYTES", 100)
    with pytest.raises(Unusable, match="huge"):
        draw_page(two, 1)
