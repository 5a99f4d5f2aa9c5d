"""The text layer of a PDF."""

import io
from functools import cache

import pytest
import typst

from integrations.remaking.apart import Apart
from integrations.remaking.text import read_picture, read_text
from integrations.sockets.interfaces import Unusable
from tests.integrations.remaking.test_qr import page
from tests.pictures import locked_pdf, pdf, taken_by_a_telephone, written


@cache
def sheet() -> bytes:
    return bytes(typst.compile("= 受付番号 26-000-000-015\n#pagebreak()\n二枚目".encode(), format="pdf"))


def test_all_pages_are_read() -> None:
    read = read_text(sheet())
    assert (read.pages, read.media) == (2, "text/plain")
    assert "26-000-000-015" in read.content.decode()


def test_a_paper_without_words_has_an_empty_text_and_a_broken_or_locked_one_none() -> None:
    assert read_text(pdf()).content.strip() == b""
    for content in (b"%PDF-1.7 nothing", locked_pdf()):
        with pytest.raises(Unusable):
            read_text(content)


def test_it_is_read_apart_as_here_where_nothing_can_be_opened() -> None:
    apart = Apart()
    assert apart.read(sheet(), "application/pdf") == read_text(sheet()).content.decode()
    apart.close()


def test_a_scan_without_text_is_known_by_the_code_on_it() -> None:
    drawn, apart = io.BytesIO(), Apart()
    page("26-000-000-015").convert("RGB").save(drawn, "PDF", resolution=150)
    assert apart.read(drawn.getvalue(), "application/pdf").split() == ["26-000-000-015"]
    apart.close()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_known_by_the_code_on_it_also_apart_and_a_broken_one_is_none(kind: str) -> None:
    apart, media = Apart(), f"image/{kind.lower()}"
    picture = written(page("26-000-000-015").convert("RGB"), kind)
    assert apart.read(picture, media) == read_picture(picture, media).content.decode() == "26-000-000-015"
    with pytest.raises(Unusable):
        apart.read(picture[:200], media)
    apart.close()


def test_a_telephone_held_upside_down_reads_the_same() -> None:
    telephone = taken_by_a_telephone(page("26-000-000-015").convert("RGB"), 3)
    assert read_picture(telephone, "image/jpeg").content == b"26-000-000-015"
