"""The text layer of a PDF."""

import io

import pytest
import typst

from integrations.remaking.apart import Apart
from integrations.remaking.text import read_text
from integrations.sockets.interfaces import Unusable
from tests.integrations.remaking.test_qr import page
from tests.pictures import locked_pdf, pdf

PAPER = typst.compile("= 受付番号 26-000-000-015\n#pagebreak()\n二枚目".encode(), format="pdf")


def test_all_pages_are_read() -> None:
    read = read_text(PAPER)
    assert (read.pages, read.media) == (2, "text/plain")
    assert "26-000-000-015" in read.content.decode()


def test_a_paper_without_words_has_an_empty_text_and_a_broken_or_locked_one_none() -> None:
    assert read_text(pdf()).content.strip() == b""
    for content in (b"%PDF-1.7 nothing", locked_pdf()):
        with pytest.raises(Unusable):
            read_text(content)


def test_it_is_read_apart_as_here_where_nothing_can_be_opened() -> None:
    apart = Apart()
    assert apart.read(PAPER) == read_text(PAPER).content.decode()
    apart.close()


def test_a_scan_without_text_is_known_by_the_code_on_it() -> None:
    drawn, apart = io.BytesIO(), Apart()
    page("26-000-000-015").convert("RGB").save(drawn, "PDF", resolution=150)
    assert apart.read(drawn.getvalue()).split() == ["26-000-000-015"]
    apart.close()
