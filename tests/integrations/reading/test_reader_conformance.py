"""Contract of every `TextReader`."""

from io import BytesIO

import pytest
from PIL import Image

from integrations.reading.tesseract import Tesseract
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.reading_socket import PageRead, TextReader
from tests.papers_drawn import drawn, photographed
from tests.pictures import written

MARKUP = "<b>&amp;{{7*7}}</b>"


@pytest.fixture(params=[Tesseract], ids=lambda kind: kind.name)
def reader(request: pytest.FixtureRequest) -> TextReader:
    made: TextReader = request.param()
    return made


def text(page: PageRead) -> str:
    return "".join(word.text for word in page.words)


def lines(*pictures: Image.Image) -> bytes:
    output = BytesIO()
    pictures[0].save(output, "TIFF", save_all=True, append_images=list(pictures[1:]))
    return output.getvalue()


def test_words_have_their_place_and_how_sure_they_are(reader: TextReader) -> None:
    assert reader.ready()
    picture = drawn("residence_card", {}, [{"nationality": "見本国"}], size=6, dots=400)
    (page,) = reader.read(photographed(picture))
    around = max(picture.size) // 20
    assert page.size == (picture.width + 2 * around, picture.height + 2 * around)
    assert {"在留カード", "見本国"} <= {
        text(PageRead(page.size, tuple(w for w in page.words if w.line == line)))
        for line in {word.line for word in page.words}
    }
    for word in page.words:
        left, top, right, bottom = word.box
        assert 0 <= left < right <= page.size[0]
        assert 0 <= top < bottom <= page.size[1]
        assert 0 <= word.sure <= 100


def test_one_line_a_page_keeps_the_order_of_the_pages(reader: TextReader) -> None:
    cells = [
        drawn("residence_card", {}, [{"stay_number": number}], size=8, dots=400).crop((930, 30, 1340, 110))
        for number in ("AB12345678CD", "EF87654321GH")
    ]
    first, blank, last = reader.read(lines(cells[0], Image.new("L", (1, 1), 255), cells[1]), lines=True)
    assert (text(first), blank.size, text(last)) == ("AB12345678CD", (1, 1), "EF87654321GH")


def test_markup_is_text(reader: TextReader) -> None:
    cell = drawn("residence_card", {}, [{"name": MARKUP}], size=8, dots=400).crop((230, 120, 1000, 200))
    (page,) = reader.read(lines(cell), lines=True)
    assert "</b>" in text(page)


@pytest.mark.parametrize(
    "content",
    [b"", b"/etc/passwd\n", b"http://127.0.0.1:9/x.png\n", written(Image.new("L", (9, 9)), "PNG"), b"\xff\xd8\xff"],
)
def test_what_is_no_jpeg_is_refused_for_good(reader: TextReader, content: bytes) -> None:
    with pytest.raises(AdapterError) as refused:
        reader.read(content)
    assert refused.value.permanent


def test_a_jpeg_is_no_page_of_lines(reader: TextReader) -> None:
    with pytest.raises(AdapterError):
        reader.read(photographed(Image.new("RGB", (60, 60))), lines=True)
